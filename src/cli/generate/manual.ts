/** The manual page (man(7)) and docs/cli.md from the command records. */
import type { ArgumentSpec, Command, OptionSpec } from "../command.ts";
import { GLOBAL_OPTIONS } from "../global-options.ts";
import { type Term, TOPICS } from "./reference.ts";

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
  const list = (items: readonly Term[]) => {
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
      lines.push(".PP", roff(`Forms for -o: ${command.formats.map((format) => format.id).join(", ")}.`));
    for (const { line, what } of command.examples)
      lines.push(".PP", roff(`${what}:`), ".RS", ".nf", roff(line), ".fi", ".RE");
  }
  lines.push(".SH OPTIONS OF EVERY COMMAND");
  list(GLOBAL_OPTIONS.map((item) => [flags(item), optionText(item)] as const));
  for (const { title, text, terms } of TOPICS) {
    lines.push(`.SH ${title}`);
    if (text !== "") lines.push(roff(text));
    list(terms);
  }
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
  for (const { title, text, terms } of TOPICS) {
    lines.push(`## ${title.charAt(0)}${title.slice(1).toLowerCase()}`, "");
    if (text !== "") lines.push(text, "");
    const rows = terms.map(([term, meaning]) => [`\`${term}\``, meaning]);
    if (rows.length > 0) lines.push(...table(["value", "meaning"], rows), "");
  }
  return lines.join("\n");
}
