/** All commands, in the order of help. */
import type { Command } from "./command.ts";
import { auditCommand } from "./commands/audit.ts";
import { completionCommand } from "./commands/completion.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { explainCommand } from "./commands/explain.ts";
import { schemaCommand } from "./commands/schema.ts";
import { selftestCommand } from "./commands/selftest.ts";

export const COMMANDS: readonly Command[] = [
  auditCommand,
  explainCommand,
  doctorCommand,
  selftestCommand,
  schemaCommand,
  completionCommand,
];
