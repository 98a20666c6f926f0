/** /etc/passwd; https://man7.org/linux/man-pages/man5/passwd.5.html */

/** Names by user id; of several names the first stands, as getpwuid(3) has it. Never throws. */
export function parsePasswd(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split("\n")) {
    const [name, , uid] = line.split(":", 3);
    if (
      name === undefined ||
      name === "" ||
      name.startsWith("#") ||
      uid === undefined ||
      !/^\d{1,10}$/.test(uid)
    )
      continue;
    if (!names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
}
