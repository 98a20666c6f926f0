/** Reading /proc: bounded, synchronous, and quiet about what has gone meanwhile. https://docs.kernel.org/filesystems/proc.html */
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from "node:fs";

/** Enough for any file of one process; a longer command line is cut here. */
const MAX_FILE = 256 * 1024;
let buffer: Buffer | null = null;

/** The first 256 KiB of a file; null when it cannot be read. */
export function readProcBytes(path: string): Buffer | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch {
    return null;
  }
  try {
    buffer ??= Buffer.allocUnsafe(MAX_FILE);
    let length = 0;
    while (length < MAX_FILE) {
      const count = readSync(descriptor, buffer, length, MAX_FILE - length, null);
      if (count === 0) break;
      length += count;
    }
    return Buffer.from(buffer.subarray(0, length));
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
}

/** As {@link readProcBytes}, decoded as UTF-8 with replacement characters. */
export function readProcText(path: string): string | null {
  return readProcBytes(path)?.toString("utf8") ?? null;
}

/** The target of a link; null when it cannot be read. */
export function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

/** The names in a folder that are numbers (processes, threads, descriptors); null when it cannot be listed. */
export function listNumbers(path: string): number[] | null {
  try {
    return readdirSync(path)
      .map(Number)
      .filter((value) => Number.isInteger(value));
  } catch {
    return null;
  }
}

/** 123 of `socket:[123]` or `net:[123]` with the given prefix; null for another text. */
export function inodeOfLink(link: string, prefix: string): number | null {
  if (!link.startsWith(`${prefix}:[`) || !link.endsWith("]")) return null;
  const inode = Number(link.slice(prefix.length + 2, -1));
  return Number.isInteger(inode) ? inode : null;
}
