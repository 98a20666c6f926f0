/** Prints what listContainers gives, as JSON. Arguments: the root to look in. Bundled for other users and namespaces. */
import { listContainers } from "../../src/host/containers/index.ts";

const root = process.argv[2] ?? "";
const listed = await listContainers(new AbortController().signal, { root });
process.stdout.write(JSON.stringify(listed));
