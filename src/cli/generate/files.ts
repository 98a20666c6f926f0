/** Every file that is made from the command records, by its path in the repository. */
import { COMMANDS } from "../registry.ts";
import { formatCompletion } from "./completion.ts";
import { formatCliMarkdown, formatManualPage } from "./manual.ts";

export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    "docs/cli.md": formatCliMarkdown(COMMANDS),
    "man/portreeve.1": formatManualPage(COMMANDS),
    "completions/portreeve.bash": formatCompletion("bash", COMMANDS),
    "completions/_portreeve": formatCompletion("zsh", COMMANDS),
    "completions/portreeve.fish": formatCompletion("fish", COMMANDS),
  };
}
