/** The abilities of the platform that we run on. */
import type { Ability } from "../../model/doctor.ts";

export async function platformAbilities(signal?: AbortSignal): Promise<Ability[]> {
  if (process.platform === "linux" || process.platform === "android")
    return (await import("./linux.ts")).checkAbilities(signal);
  return [
    {
      id: "platform",
      name: "This system",
      status: "no",
      detail: `${process.platform} cannot be looked at yet`,
      fix: null,
    },
  ];
}
