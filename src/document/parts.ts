/** Pieces that several documents share. */
import { z } from "zod";

/** RFC 3339, UTC. */
export const time = z.iso.datetime();

/** Stable, kebab-case. */
export const code = z.string().regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/);

export const gap = z.object({
  code,
  what: z.string().describe("what could not be seen, and why"),
  fix: z.string().nullable().describe("what to do or type to see it"),
});
