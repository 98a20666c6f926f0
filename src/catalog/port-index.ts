/** Facts by port and protocol, with a short list beside it for wide ranges. */

const PROTOCOL_CODES: Readonly<Record<string, number>> = { tcp: 0, udp: 1, sctp: 2, dccp: 3, udplite: 1 };
const MAX_EXPANDED = 128;
const PORTS = 65_536;

export class PortIndex<T> {
  readonly #byKey = new Map<number, T[]>();
  readonly #wide: { first: number; last: number; code: number; fact: T }[] = [];

  add(first: number, last: number, protocol: string, fact: T): void {
    const code = PROTOCOL_CODES[protocol];
    if (code === undefined) return;
    if (last - first > MAX_EXPANDED) {
      this.#wide.push({ first, last, code, fact });
      return;
    }
    for (let port = first; port <= last; port++) {
      const key = code * PORTS + port;
      const known = this.#byKey.get(key);
      if (known === undefined) this.#byKey.set(key, [fact]);
      else known.push(fact);
    }
  }

  /** Facts of the port itself first, then those of ranges around it. UDP-Lite is looked up as UDP. */
  get(port: number, protocol: string): readonly T[] {
    const code = PROTOCOL_CODES[protocol];
    if (code === undefined) return [];
    const exact = this.#byKey.get(code * PORTS + port) ?? [];
    if (this.#wide.length === 0) return exact;
    const around = this.#wide.filter((item) => item.code === code && port >= item.first && port <= item.last);
    return around.length === 0 ? exact : [...exact, ...around.map((item) => item.fact)];
  }
}
