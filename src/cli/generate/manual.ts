/** The manual page (man(7)) and docs/cli.md from the command records. */
import type { ArgumentSpec, Command, OptionSpec } from "../command.ts";
import { GLOBAL_OPTIONS } from "../global-options.ts";

const EXIT_CODES: readonly (readonly [string, string])[] = [
  ["0", "done"],
  ["1", "error, refused, or nothing known; nothing was changed"],
  ["2", "findings as severe as --fail-on, or more"],
  ["3", "wrong usage"],
  ["4", "a method that was asked for lacks its privilege"],
  ["130", "interrupted"],
];

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["NO_COLOR", "when set, no colours (no-color.org)"],
  ["FORCE_COLOR", "colours also where the output is no terminal; 0 for none"],
  ["COLUMNS", "width of a table that does not go to a terminal (default: 80)"],
  [
    "PORTREEVE_OWNERS",
    "how owners are found: links (by /proc) or iterator (by the kernel); by itself the faster one is taken",
  ],
];

/** Values of `ownerStatus`, for people who read the JSON. */
const OWNER_STATUSES: readonly (readonly [string, string])[] = [
  ["known", "one or more processes, each with the socket in its descriptor table"],
  ["shared", "several processes hold the same socket, most often a parent and its children"],
  ["thread", "a thread holds it in a descriptor table of its own, or the main thread has ended"],
  ["io_uring", "it is registered with a ring, and has no descriptor"],
  [
    "in-flight",
    "it waits in the queue of a UNIX socket; the note names the processes that have such a queue",
  ],
  ["kernel", "the kernel itself opened it: VXLAN, NFS"],
  ["other-namespace", "its process cannot be seen from this PID namespace"],
  ["unreadable", "some processes could not be read, and none of the others holds it"],
  ["vanished", "it was closed while we looked"],
];

function synopsis(command: Command): string {
  const word = (item: ArgumentSpec) => (item.required ? item.name : `[${item.name}]`);
  return ["portreeve", command.name, ...command.words.map(word), "[OPTIONS]"].join(" ");
}

function flags(option: OptionSpec): string {
  return option.value === undefined ? option.flags : `${option.flags} ${option.value}`;
}

function optionText(option: OptionSpec): string {
  const choices = option.choices === undefined ? "" : `: ${option.choices.join(", ")}`;
  const fallback = option.fallback === undefined ? "" : ` (default: ${option.fallback})`;
  return `${option.summary}${choices}${fallback}`;
}

/** A line of roff text: no request can begin in it, and hyphens and backslashes stand for themselves. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");
}

export function formatManualPage(commands: readonly Command[]): string {
  const lines = [
    '.TH PORTREEVE 1 "" portreeve "User Commands"',
    ".SH NAME",
    "portreeve \\- which ports are open, who opened them, and who can reach them",
    ".SH SYNOPSIS",
  ];
  for (const command of commands) lines.push(`.B ${roff(synopsis(command))}`, ".br");
  lines.push(
    ".SH DESCRIPTION",
    roff(
      "Tells which ports of a server are open, who opened each, why, and who can reach it. It reads; it changes nothing.",
    ),
    ".SH COMMANDS",
  );
  const list = (items: readonly (readonly [string, string])[]) => {
    for (const [term, text] of items) lines.push(".TP", `.B ${roff(term)}`, roff(text));
  };
  for (const command of commands) {
    lines.push(
      `.SS ${roff(synopsis(command))}`,
      roff(command.description),
      ".PP",
      roff(`Needs: ${command.needs}.`),
    );
    list([
      ...command.words.map((item) => [item.name, item.summary] as const),
      ...command.options.map((item) => [flags(item), optionText(item)] as const),
    ]);
    if (command.formats.length > 0)
      lines.push(
        ".PP",
        roff(`Forms for \\-o: ${command.formats.map((format) => format.id).join(", ")}.`.replace("\\-", "-")),
      );
    for (const { line, what } of command.examples)
      lines.push(".PP", roff(`${what}:`), ".RS", ".nf", roff(line), ".fi", ".RE");
  }
  lines.push(".SH OPTIONS OF EVERY COMMAND");
  list(GLOBAL_OPTIONS.map((item) => [flags(item), optionText(item)] as const));
  lines.push(".SH OWNERS", roff("Each listener says who holds it, or why nobody can be named:"));
  list(OWNER_STATUSES);
  lines.push(".SH ENVIRONMENT");
  list(ENVIRONMENT);
  lines.push(".SH EXIT STATUS");
  list(EXIT_CODES);
  return `${lines.join("\n")}\n`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)];
}

export function formatCliMarkdown(commands: readonly Command[]): string {
  const lines = [
    "<!-- Made from the command records by scripts/generate.mjs; do not edit. -->",
    "# The command line",
    "",
  ];
  lines.push(
    ...table(
      ["command", "what it does"],
      commands.map((command) => [
        `[\`portreeve ${command.name}\`](#portreeve-${command.name})`,
        command.summary,
      ]),
    ),
    "",
  );
  for (const command of commands) {
    lines.push(
      `## portreeve ${command.name}`,
      "",
      "```",
      synopsis(command),
      "```",
      "",
      command.description,
      "",
      `Needs: ${command.needs}.`,
      "",
    );
    if (command.words.length > 0)
      lines.push(
        ...table(
          ["word", "meaning"],
          command.words.map((item) => [`\`${item.name}\``, item.summary]),
        ),
        "",
      );
    if (command.options.length > 0)
      lines.push(
        ...table(
          ["option", "meaning"],
          command.options.map((item) => [`\`${flags(item)}\``, optionText(item)]),
        ),
        "",
      );
    if (command.formats.length > 0)
      lines.push(
        ...table(
          ["form (`-o`)", "meaning"],
          command.formats.map((item) => [`\`${item.id}\``, item.summary]),
        ),
        "",
      );
    for (const { line, what } of command.examples) lines.push(`${what}:`, "", "```sh", line, "```", "");
  }
  lines.push(
    "## Options of every command",
    "",
    ...table(
      ["option", "meaning"],
      GLOBAL_OPTIONS.map((item) => [`\`${flags(item)}\``, optionText(item)]),
    ),
    "",
  );
  lines.push(
    "## Owners",
    "",
    "`ownerStatus` in the JSON of audit:",
    "",
    ...table(
      ["value", "meaning"],
      OWNER_STATUSES.map(([term, text]) => [`\`${term}\``, text]),
    ),
    "",
  );
  lines.push(
    "## Environment",
    "",
    ...table(
      ["variable", "meaning"],
      ENVIRONMENT.map(([name, text]) => [`\`${name}\``, text]),
    ),
    "",
  );
  lines.push("## Exit codes", "", ...table(["code", "meaning"], EXIT_CODES), "");
  return lines.join("\n");
}
