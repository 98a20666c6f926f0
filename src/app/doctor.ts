import { platformAbilities } from "../host/abilities/index.ts";
import type { DoctorDocument } from "../model/doctor.ts";

/** Which abilities this machine gives, and how to get the rest. Aborting ends the programs that are asked. */
export async function doctor(signal?: AbortSignal): Promise<DoctorDocument> {
  return { schema: "portreeve.doctor/1", abilities: await platformAbilities(signal) };
}
