/** The packages that programs come from, asked of whichever package systems this machine has. */
import { dpkgSource } from "./dpkg.ts";
import { rpmSource } from "./rpm.ts";

export interface PackageSource {
  readonly id: string;
  /** Package by path, for those of the paths that one has; null when this machine does not use the system. */
  find(executables: readonly string[]): Promise<ReadonlyMap<string, string> | null>;
}

const SOURCES: readonly PackageSource[] = [dpkgSource, rpmSource];

/** Package by path; null for a path that none has. The whole answer is null when the machine has no package system. */
export async function findPackages(
  executables: readonly string[],
): Promise<ReadonlyMap<string, string | null> | null> {
  const found = new Map<string, string | null>(executables.map((executable) => [executable, null]));
  if (executables.length === 0) return found;
  let asked = false;
  for (const source of SOURCES) {
    const missing = executables.filter((executable) => found.get(executable) === null);
    if (missing.length === 0) break;
    const answer = await source.find(missing);
    if (answer === null) continue;
    asked = true;
    for (const [executable, name] of answer) found.set(executable, name);
  }
  return asked ? found : null;
}
