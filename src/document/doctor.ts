/** `portreeve.doctor/1`: which abilities this machine gives. */
import { z } from "zod";
import { code } from "./parts.ts";

export const doctorSchema = z.object({
  schema: z.literal("portreeve.doctor/1"),
  abilities: z.array(
    z.object({
      id: code,
      name: z.string(),
      status: z.enum(["yes", "partly", "no"]),
      detail: z.string(),
      fix: z.string().nullable().describe("how to get it; null when it is there"),
    }),
  ),
});
