// The built program, as a command.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const bin = [process.execPath, join(dirname(fileURLToPath(import.meta.url)), "../bin/portreeve")];
