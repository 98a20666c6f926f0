/** `portreeve.explain/1`. */
import { z } from "zod";
import { SEVERITIES } from "../model/finding.ts";

const nullableText = z.string().nullable();

export const explainSchema = z.object({
  schema: z.literal("portreeve.explain/1"),
  query: z.string(),
  ports: z.array(
    z.object({
      port: z.int().min(0).max(65535),
      protocol: z.string(),
      services: z.array(z.object({ name: z.string(), description: z.string(), source: z.string() })),
      threats: z.array(
        z.object({
          name: z.string(),
          kind: z.string(),
          firstSeen: z.int().nullable(),
          confidence: z.enum(["high", "medium", "low"]),
          sources: z.array(z.string()),
        }),
      ),
      exposure: z.object({
        reach: nullableText,
        lan: z.enum(SEVERITIES).nullable(),
        internet: z.enum(SEVERITIES).nullable(),
      }),
      advice: z.string(),
      alternative: nullableText,
      incidents: z.array(z.string()),
      sources: z.array(z.string()),
    }),
  ),
});
