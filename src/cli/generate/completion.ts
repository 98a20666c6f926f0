/** Completion scripts from the command records, for the shells whose users asked for them first. */
import type { Command, OptionSpec } from "../command.ts";
import { GLOBAL_OPTIONS } from "../global-options.ts";

export type Shell = "bash" | "zsh" | "fish";

const NOTICE = "made from the command records, do not edit";
const HELP: OptionSpec = { flags: "-h, --help", summary: "show help" };
const VERSION: OptionSpec = { flags: "-V, --version", summary: "print the version" };

function names(option: OptionSpec): string[] {
  return option.flags.split(", ");
}

function optionsOf(command: Command): readonly OptionSpec[] {
  return [...command.options, ...GLOBAL_OPTIONS, HELP];
}

interface Values {
  readonly words: readonly string[];
  /** The name of a file may stand there too. */
  readonly isOpen: boolean;
}

/** What may follow an option. After `FORMAT=` stands a file, which shells complete by themselves. */
function valuesOf(option: OptionSpec, command: Command): Values {
  if (option.choices !== undefined) return { words: option.choices, isOpen: false };
  if (option.flags.includes("--output"))
    return { words: command.formats.map((format) => format.id), isOpen: false };
  return { words: option.suggestions ?? [], isOpen: true };
}

/** `-s h -l help`, as fish wants them. */
function fishFlags(option: OptionSpec): string {
  return names(option)
    .map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
    .join(" ");
}

function wordsOf(command: Command): readonly string[] {
  return command.words[0]?.choices ?? [];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function commandNames(commands: readonly Command[]): string[] {
  return [...commands.map((command) => command.name), "help"];
}

/** https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
function formatBash(commands: readonly Command[]): string {
  const reply = (words: readonly string[]) =>
    `COMPREPLY=($(compgen -W ${quote(words.join(" "))} -- "$word"))`;
  const valueCases = (command: Command) =>
    optionsOf(command)
      .filter((option) => option.value !== undefined)
      .map((option) => {
        const { words } = valuesOf(option, command);
        const action = words.length === 0 ? "COMPREPLY=()" : reply(words);
        return `        ${names(option).join("|")}) ${action}; return ;;`;
      });
  const cases = commands.flatMap((command) => {
    const words = wordsOf(command);
    return [
      `    ${command.name})`,
      '      case "$before" in',
      ...valueCases(command),
      "      esac",
      `      if [[ $word == -* ]]; then ${reply(optionsOf(command).flatMap(names))}`,
      `      else ${words.length === 0 ? "COMPREPLY=()" : reply(words)}; fi ;;`,
    ];
  });
  return [
    `# bash completion for portreeve; ${NOTICE}`,
    "_portreeve() {",
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" index',
    "  # Global options may stand before the command.",
    "  for ((index = 1; index < COMP_CWORD; index++)); do",
    '    case "${COMP_WORDS[index]}" in',
    "      -o|--output) ((index++)) ;;",
    "      -*|=) ;;",
    '      *) command="${COMP_WORDS[index]}"; break ;;',
    "    esac",
    "  done",
    '  case "$command" in',
    '    "")',
    `      if [[ $word == -* ]]; then ${reply([...GLOBAL_OPTIONS, HELP, VERSION].flatMap(names))}`,
    `      else ${reply(commandNames(commands))}; fi ;;`,
    `    help) ${reply(commands.map((command) => command.name))} ;;`,
    ...cases,
    "  esac",
    "}",
    "complete -o bashdefault -o default -F _portreeve portreeve",
    "",
  ].join("\n");
}

/** https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
function formatZsh(commands: readonly Command[]): string {
  const plain = (text: string) => text.replace(/[[\]:\\]/g, "\\$&");
  const valueSpec = (option: OptionSpec, command: Command) => {
    if (option.value === undefined) return "";
    const { words, isOpen } = valuesOf(option, command);
    const list = `(${words.join(" ")})`;
    const action = !isOpen
      ? list
      : words.length === 0
        ? "_files"
        : `{_alternative "words\\:word\\:${list}" "files\\:file\\:_files"}`;
    return `:${plain(option.value)}:${action}`;
  };
  const specs = (command: Command) =>
    optionsOf(command).flatMap((option) =>
      names(option).map((name) =>
        quote(
          `${option.repeatable === true ? "*" : ""}${name}[${plain(option.summary)}]${valueSpec(option, command)}`,
        ),
      ),
    );
  const cases = commands.map((command) => {
    const words = wordsOf(command);
    const [word] = command.words;
    const argument =
      word === undefined
        ? ""
        : ` ${quote(`1:${plain(word.name)}:${words.length === 0 ? "" : `(${words.join(" ")})`}`)}`;
    return `    ${command.name}) _arguments -s ${specs(command).join(" ")}${argument} ;;`;
  });
  return [
    "#compdef portreeve",
    `# zsh completion for portreeve; ${NOTICE}`,
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
    "    help) _describe command commands ;;",
    ...cases,
    "  esac",
    "}",
    "# Autoloaded from a folder of fpath it completes; sourced it registers itself.",
    'if [ "$funcstack[1]" = _portreeve ]; then _portreeve "$@"; else compdef _portreeve portreeve; fi',
    "",
  ].join("\n");
}

/** https://fishshell.com/docs/current/completions.html */
function formatFish(commands: readonly Command[]): string {
  const lines = [`# fish completion for portreeve; ${NOTICE}`, "complete -c portreeve -f"];
  const add = (condition: string, rest: string) =>
    lines.push(`complete -c portreeve -n ${quote(condition)} ${rest}`);
  for (const command of commands)
    add("__fish_use_subcommand", `-a ${command.name} -d ${quote(command.summary)}`);
  add("__fish_use_subcommand", `-a help -d ${quote("more of a command")}`);
  for (const option of [HELP, VERSION])
    add("__fish_use_subcommand", `${fishFlags(option)} -d ${quote(option.summary)}`);
  add("__fish_seen_subcommand_from help", `-a ${quote(commands.map((command) => command.name).join(" "))}`);
  for (const command of commands) {
    const here = `__fish_seen_subcommand_from ${command.name}`;
    for (const option of optionsOf(command)) {
      const { words, isOpen } = valuesOf(option, command);
      const value =
        option.value === undefined
          ? ""
          : ` ${isOpen ? "-r -F" : "-x"}${words.length === 0 ? "" : ` -a ${quote(words.join(" "))}`}`;
      add(here, `${fishFlags(option)}${value} -d ${quote(option.summary)}`);
    }
    const words = wordsOf(command);
    if (words.length > 0) add(here, `-a ${quote(words.join(" "))}`);
  }
  return `${lines.join("\n")}\n`;
}

export function formatCompletion(shell: Shell, commands: readonly Command[]): string {
  return { bash: formatBash, zsh: formatZsh, fish: formatFish }[shell](commands);
}
