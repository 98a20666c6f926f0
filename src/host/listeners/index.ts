/** The collector of the platform that we run on. */

import { PortreeveError } from "../../model/error.ts";
import type { Collector } from "../../model/observation.ts";

/** Loads only the platform's own code. */
export async function platformCollector(): Promise<Collector> {
  switch (process.platform) {
    case "linux":
    case "android":
      return (await import("./linux.ts")).linuxCollector;
    default:
      throw new PortreeveError(
        "unsupported",
        `This system (${process.platform}) cannot be looked at yet`,
        "There is no collector for it",
      );
  }
}
