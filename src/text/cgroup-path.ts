export interface CgroupPlace {
  readonly unit: string | null;
  readonly container: { readonly id: string; readonly runtime: string } | null;
}
export function parseCgroupFile(text: string): string {
  return /^0::(.*)$/m.exec(text)?.[1] ?? "/";
}
export function classifyCgroupPath(path: string): CgroupPlace {
  return {
    unit: path.split("/").findLast((part) => /\.(service|scope|socket)$/.test(part)) ?? null,
    container: null,
  };
}
