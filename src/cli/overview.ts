/** What `portreeve` prints when it is called without a command: short, and with what to type first. */
import type { Command } from "./command.ts";

const NAME_WIDTH = 14;

export function formatOverview(commands: readonly Command[]): string {
  const row = (name: string, summary: string) => `  ${name.padEnd(NAME_WIDTH)}${summary}`;
  return [
    "Tells which ports of this machine are open, who opened each, why, and who can reach it.",
    "",
    "Usage: portreeve COMMAND [OPTIONS]",
    "",
    "Commands:",
    ...commands.map((command) => row(command.name, command.summary)),
    row("help COMMAND", "more of a command; also: portreeve COMMAND --help"),
    "",
    "Options:",
    row("-h, --help", "show this help"),
    row("-V, --version", "print the version"),
    "",
    "Start with: portreeve audit",
    "",
  ].join("\n");
}
