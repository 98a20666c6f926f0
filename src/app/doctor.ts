import { platformAbilities } from "../host/abilities/index.ts";
import type { DoctorDocument } from "../model/doctor.ts";

/** Which abilities this machine gives, and how to get the rest. */
export async function doctor(): Promise<DoctorDocument> {
  return { schema: "portreeve.doctor/1", abilities: await platformAbilities() };
}
