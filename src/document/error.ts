/** `portreeve.error/1`: what goes to stderr with --json. */
import { z } from "zod";
import { code } from "./parts.ts";

export const errorSchema = z.object({
  schema: z.literal("portreeve.error/1"),
  code,
  message: z.string().min(1),
  hint: z.string().nullable(),
});
