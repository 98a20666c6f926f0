import { createCatalog } from "../catalog/catalog.ts";
import { readDataFile } from "../host/data-file.ts";
import type { Catalog } from "../model/catalog.ts";

/** The catalogue that the program ships; nothing is read before it is asked. */
export function openCatalog(): Catalog {
  return createCatalog(readDataFile);
}
