/**
 * Writes a report to a path. A regular file is replaced as a whole, so that no reader sees half of it. Links, devices
 * and pipes are written through, never replaced: `/dev/null` stays what it is, and the kernel's protection of links in
 * shared folders (fs.protected_symlinks) holds.
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";

/** Reports tell of open doors: only their owner reads them. */
const MODE = 0o600;

/** A file that is ours keeps its mode; one that another made may not let others in. */
function modeFor(path: string): number {
  const before = lstatSync(path, { throwIfNoEntry: false });
  return before !== undefined && before.uid === process.geteuid?.() ? before.mode & 0o777 : MODE;
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const mode = modeFor(path);
  const descriptor = openSync(temporary, "wx", MODE);
  try {
    try {
      writeFileSync(descriptor, text);
      fchmodSync(descriptor, mode);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}

/** Throws the system's error; a file that was there before is then as it was. */
export function writeReportFile(path: string, text: string): void {
  const before = lstatSync(path, { throwIfNoEntry: false });
  if (before === undefined || before.isFile()) replaceFile(path, text);
  else writeFileSync(path, text, { mode: MODE });
}
