import { defineConfig } from "vitest/config";

/**
 * Two projects: `unit` is pure and part of `npm run check`; `system` uses real processes and namespaces.
 * Neither limits the time of a test: the machine may be slow, the answer must not depend on it.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "src/**/*.test.ts",
            "bench/*.test.mjs",
            "test/architecture.test.ts",
            "test/generated.test.ts",
          ],
          testTimeout: 0,
          hookTimeout: 0,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/**/*.test.ts"],
          exclude: ["test/architecture.test.ts", "test/generated.test.ts"],
          testTimeout: 0,
          hookTimeout: 0,
          // The tests make namespaces and read the whole machine: one file at a time.
          fileParallelism: false,
        },
      },
    ],
  },
});
