/** Pieces that several documents share. */
import { z } from "zod";

/** RFC 3339, UTC. */
export const time = z.iso.datetime();

export const gap = z.object({
  code: z.string(),
  what: z.string().describe("what could not be seen, and why"),
  fix: z.string().nullable().describe("what to do or type to see it"),
});
