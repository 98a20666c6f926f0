/** Small files of a known owner: what others may have put in their place (links, pipes, endless files) is not read. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from "node:fs";

export type FileText = { readonly text: string } | "absent" | "unreadable";

/** The text of the regular file at `path`, if `owner` (a uid) owns it and it has at most `most` bytes. */
export function readOwnedFile(path: string, owner: number, most: number): FileText {
  let descriptor: number;
  try {
    // O_NONBLOCK: a pipe must not hold us up before it is seen to be one.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return isRefusal(error) ? "unreadable" : "absent";
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() || status.uid !== owner || status.size > most) return "absent";
    const bytes = Buffer.alloc(status.size);
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    return { text: bytes.toString("utf8", 0, length) };
  } catch {
    return "absent";
  } finally {
    closeSync(descriptor);
  }
}

/** The names in a folder, at most `most` of them; none for a folder that is not there. */
export function listFolder(path: string, most: number): readonly string[] | "unreadable" {
  try {
    return readdirSync(path).slice(0, most);
  } catch (error) {
    return isRefusal(error) ? "unreadable" : [];
  }
}

function isRefusal(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM";
}
