/** What to type for more privilege; null for root, whom more will not be given. */
export function rootFix(): string | null {
  return process.geteuid?.() === 0 ? null : "run as root: sudo portreeve audit";
}
