/** `portreeve.error/1`: what goes to stderr with --json. */
import { z } from "zod";

export const errorSchema = z.object({
  schema: z.literal("portreeve.error/1"),
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
});
