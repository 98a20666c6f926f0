/** `portreeve.selftest/1`: what the program finds when it tries itself on this machine. */
import { z } from "zod";

export const selftestSchema = z.object({
  schema: z.literal("portreeve.selftest/1"),
  passed: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  tests: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: z.enum(["passed", "failed", "skipped"]),
      detail: z.string(),
    }),
  ),
});
