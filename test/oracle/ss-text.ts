/** Rows of `ss -H -O -n -a -e -p` for the comparison; written apart from the code under test. */

export interface SsRow {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly interface: string | null;
  readonly pids: readonly number[];
  readonly v6only: boolean;
  readonly inode: number;
}

/** One socket a line: `tcp LISTEN 0 16 [fe80::1]%lab0:80 [::]:* users:(("lab",pid=7,fd=3)) ino:12 sk:1 v6only:0`. */
export function parseSs(text: string): SsRow[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [protocol = "", , , , local = ""] = line.trim().split(/\s+/);
      const match = /^(.*?)(?:%([^:\]]+))?:(\d+)$/.exec(local.replace(/\]%/, "]%"));
      if (match === null) throw new Error(`ss printed a line of another form: ${line}`);
      const [, host = "", device, port] = match;
      const address = host.replace(/^\[|\]$/g, "");
      return {
        protocol,
        // ss prints * for :: that takes both families.
        address: address === "*" ? "::" : address,
        port: Number(port),
        interface: device ?? null,
        pids: [...new Set([...line.matchAll(/pid=(\d+)/g)].map((item) => Number(item[1])))].sort(
          (a, b) => a - b,
        ),
        v6only: /v6only:1/.test(line),
        inode: Number(/ino:(\d+)/.exec(line)?.[1] ?? 0),
      };
    });
}
