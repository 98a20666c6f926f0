/** IP addresses as bytes and as text. IPv6 text is canonical (RFC 5952), with IPv4-mapped addresses dotted. */

/** Dotted text of the four bytes at `at`. */
export function formatIpv4(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < 10; index++) if (bytes[at + index] !== 0) return false;
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;
}

/** Canonical text of the sixteen bytes at `at`: lower case, the first of the longest runs of zeros shortened. */
export function formatIpv6(bytes: Uint8Array, at: number): string {
  if (isMapped(bytes, at)) return `::ffff:${formatIpv4(bytes, at + 12)}`;
  const groups: number[] = [];
  for (let index = 0; index < 16; index += 2)
    groups.push(((bytes[at + index] ?? 0) << 8) | (bytes[at + index + 1] ?? 0));
  let runStart = -1;
  let runLength = 1;
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > runLength) {
      runStart = start;
      runLength = end - start;
    }
    if (end > start) start = end;
  }
  const text = (part: number[]) => part.map((group) => group.toString(16)).join(":");
  return runStart < 0
    ? text(groups)
    : `${text(groups.slice(0, runStart))}::${text(groups.slice(runStart + runLength))}`;
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return null;
  return Uint8Array.from(parts, Number);
}

function parseIpv6(text: string): Uint8Array | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const bytesOf = (half: string): number[] | null => {
    if (half === "") return [];
    const bytes: number[] = [];
    const groups = half.split(":");
    for (const [index, group] of groups.entries()) {
      const dotted = index === groups.length - 1 && group.includes(".") ? parseIpv4(group) : null;
      if (dotted !== null) bytes.push(...dotted);
      else if (/^[0-9a-f]{1,4}$/i.test(group))
        bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
      else return null;
    }
    return bytes;
  };
  const head = bytesOf(halves[0] ?? "");
  const tail = halves.length === 2 ? bytesOf(halves[1] ?? "") : [];
  if (head === null || tail === null) return null;
  const gap = 16 - head.length - tail.length;
  // "::" stands for at least one group.
  if (halves.length === 2 ? gap < 2 : gap !== 0) return null;
  return Uint8Array.from([...head, ...new Array<number>(gap).fill(0), ...tail]);
}

/** Four or sixteen bytes; null for anything else, also for leading zeros in IPv4 and for zones. */
export function parseIp(text: string): Uint8Array | null {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** Whether the first `length` bits of both are the same; both of one family. */
export function sharesPrefix(address: Uint8Array, network: Uint8Array, length: number): boolean {
  if (address.length !== network.length) return false;
  const whole = length >> 3;
  for (let index = 0; index < whole; index++) if (address[index] !== network[index]) return false;
  const rest = length & 7;
  return rest === 0 || (((address[whole] ?? 0) ^ (network[whole] ?? 0)) & (0xff00 >> rest) & 0xff) === 0;
}
