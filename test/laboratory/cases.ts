/** All cases of the laboratory. Adding one: a function in C, a record here, nothing else. */
import { DISGUISE_CASES } from "./cases/disguises.ts";
import { NAMESPACE_CASES } from "./cases/namespaces.ts";
import { OWNER_CASES } from "./cases/owners.ts";
import { SOCKET_CASES } from "./cases/sockets.ts";
import type { LaboratoryCase } from "./laboratory-case.ts";

export const CASES: readonly LaboratoryCase[] = [
  ...SOCKET_CASES,
  ...OWNER_CASES,
  ...DISGUISE_CASES,
  ...NAMESPACE_CASES,
];
