import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

export const completionCommand: Command = {
  name: "completion",
  summary: "the completion script of a shell",
  description: "Prints a script that lets the shell complete commands, options and their values.",
  words: [{ name: "SHELL", summary: "bash, zsh or fish", required: true, choices: SHELLS }],
  options: [],
  examples: [
    {
      line: "portreeve completion bash > /etc/bash_completion.d/portreeve",
      what: "for all users of this machine",
    },
  ],
  needs: "nothing",
  formats: [],
  async run({ words, output, commands }) {
    // The parser lets no other word through.
    const shell = SHELLS.find((item) => item === words[0]) ?? "bash";
    const { formatCompletion } = await import("../generate/completion.ts");
    output.print(formatCompletion(shell, commands));
    return EXIT.done;
  },
};
