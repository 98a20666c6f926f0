// All benchmarks: one file each, one line here.
import namespaces from "./namespaces.mjs";
import owners from "./owners.mjs";
import startup from "./startup.mjs";

export const BENCHMARKS = [...startup, ...owners, ...namespaces];
