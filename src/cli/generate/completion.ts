/** Completion scripts from the command records. */
import type { ArgumentSpec, Command, OptionSpec } from "../command.ts";
import { GLOBAL_OPTIONS } from "../global-options.ts";

export type Shell = "bash" | "zsh" | "fish";

function names(option: OptionSpec): string[] {
  return option.flags.split(", ");
}

function optionsOf(command: Command): readonly OptionSpec[] {
  return [...command.options, ...GLOBAL_OPTIONS, { flags: "-h, --help", summary: "show help" }];
}

/** Words that may follow an option. */
function valuesOf(option: OptionSpec, command: Command): readonly string[] {
  return (
    option.choices ?? (option.flags.includes("--output") ? command.formats.map((format) => format.id) : [])
  );
}

function wordValues(words: readonly ArgumentSpec[]): readonly string[] {
  return words[0]?.choices ?? [];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function formatBash(commands: readonly Command[]): string {
  const cases = commands.flatMap((command) => {
    const flags = optionsOf(command).flatMap(names).join(" ");
    const values = optionsOf(command).flatMap((option) => {
      const words = valuesOf(option, command);
      return words.length === 0
        ? []
        : [
            `        ${names(option).join("|")}) COMPREPLY=($(compgen -W ${quote(words.join(" "))} -- "$word")); return ;;`,
          ];
    });
    return [
      `    ${command.name})`,
      ...(values.length === 0 ? [] : ['      case "$before" in', ...values, "      esac"]),
      `      COMPREPLY=($(compgen -W ${quote([flags, ...wordValues(command.words)].join(" "))} -- "$word")) ;;`,
    ];
  });
  return [
    "# bash completion for portreeve; made from the command records, do not edit",
    "_portreeve() {",
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W ${quote([...commands.map((command) => command.name), "help", "--help", "--version"].join(" "))} -- "$word"))`,
    "    return",
    "  fi",
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    "  esac",
    "}",
    "complete -o default -F _portreeve portreeve",
    "",
  ].join("\n");
}

function formatZsh(commands: readonly Command[]): string {
  const plain = (text: string) => text.replace(/[[\]:]/g, "\\$&");
  const specs = (command: Command) =>
    optionsOf(command).flatMap((option) =>
      names(option).map((name) => {
        const values = valuesOf(option, command);
        const value =
          option.value === undefined
            ? ""
            : `:${plain(option.value)}:${values.length === 0 ? "_files" : `(${values.join(" ")})`}`;
        return quote(`${option.repeatable === true ? "*" : ""}${name}[${plain(option.summary)}]${value}`);
      }),
    );
  const cases = commands.map((command) => {
    const words = wordValues(command.words);
    const argument =
      words.length === 0 ? "" : ` ${quote(`1:${command.words[0]?.name ?? ""}:(${words.join(" ")})`)}`;
    return `    ${command.name}) _arguments ${specs(command).join(" ")}${argument} ;;`;
  });
  return [
    "#compdef portreeve",
    "# zsh completion for portreeve; made from the command records, do not edit",
    "_portreeve() {",
    "  local -a commands",
    `  commands=(${commands.map((command) => quote(`${command.name}:${plain(command.summary)}`)).join(" ")})`,
    "  if (( CURRENT == 2 )); then",
    "    _describe command commands",
    "    return",
    "  fi",
    '  local command="${words[2]}"',
    "  shift words; (( CURRENT-- ))",
    '  case "$command" in',
    ...cases,
    "  esac",
    "}",
    '_portreeve "$@"',
    "",
  ].join("\n");
}

function formatFish(commands: readonly Command[]): string {
  const lines = ["# fish completion for portreeve; made from the command records, do not edit"];
  for (const command of commands) {
    lines.push(
      `complete -c portreeve -n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.summary)}`,
    );
    const when = `-n ${quote(`__fish_seen_subcommand_from ${command.name}`)}`;
    for (const option of optionsOf(command)) {
      const flags = names(option).map((name) =>
        name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
      );
      const values = valuesOf(option, command);
      const value =
        option.value === undefined
          ? ""
          : ` -r${values.length === 0 ? "" : ` -f -a ${quote(values.join(" "))}`}`;
      lines.push(`complete -c portreeve ${when} ${flags.join(" ")}${value} -d ${quote(option.summary)}`);
    }
    const words = wordValues(command.words);
    if (words.length > 0) lines.push(`complete -c portreeve ${when} -f -a ${quote(words.join(" "))}`);
  }
  return `${lines.join("\n")}\n`;
}

export function formatCompletion(shell: Shell, commands: readonly Command[]): string {
  return { bash: formatBash, zsh: formatZsh, fish: formatFish }[shell](commands);
}
