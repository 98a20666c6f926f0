/** What the program itself gives to think, whatever its port. */
import type { Severity } from "../../model/finding.ts";
import { type Facts, posesAsKernelThread, type Scope } from "../facts.ts";
import { type Opinion, THIS_HOST } from "../rule.ts";

/** Folders where anyone may put a file. */
const TEMPORARY = /^\/(?:tmp|var\/tmp|dev\/shm)\//;

const BY_SCOPE: Readonly<Record<Scope, Severity>> = { host: "high", lan: "critical", internet: "critical" };
const MILDER: Readonly<Record<Scope, Severity>> = { host: "low", lan: "low", internet: "medium" };

function suspectProgram({ listener, scope, ownerKind }: Facts): Opinion[] {
  const opinions: Opinion[] = [];
  if (ownerKind !== "suspect") return opinions;
  const add = (code: string, text: string) =>
    opinions.push({ code, text, source: THIS_HOST, verdict: "investigate", severity: BY_SCOPE[scope] });
  for (const owner of listener.owners) {
    const who = `${owner.name ?? "The program"} (PID ${owner.pid})`;
    if (owner.executableInMemory)
      add("program-in-memory", `${who} runs from memory: its program was never a file on disk.`);
    if (posesAsKernelThread(owner))
      add(
        "poses-as-kernel-thread",
        `${who} calls itself like a thread of the kernel, but runs ${owner.executable}.`,
      );
    if (owner.executableDeleted && !owner.executableInMemory && owner.packageStatus === "unpackaged") {
      add(
        "program-deleted",
        `The program of ${who}, ${owner.executable}, was deleted while it runs, and no package has it.`,
      );
    }
  }
  return opinions;
}

function doubtfulProgram({ listener, ownerKind, scope, services, risk, expected }: Facts): Opinion[] {
  const opinions: Opinion[] = [];
  for (const owner of listener.owners) {
    const path = owner.executable ?? "its program";
    if (TEMPORARY.test(path) && !owner.executableInMemory) {
      opinions.push({
        code: "program-in-temporary-folder",
        text: `The program stands in a folder where anyone may put a file: ${path}.`,
        source: THIS_HOST,
        verdict: "investigate",
        severity: scope === "host" ? "medium" : "high",
      });
    }
    if (owner.executableDeleted && !owner.executableInMemory && owner.packageStatus !== "unpackaged") {
      opinions.push({
        code: "program-replaced",
        text: `The file of the running program, ${path}, was replaced or removed: restart ${owner.unit ?? owner.name ?? "it"} to run what is installed now.`,
        source: THIS_HOST,
        verdict: owner.packageStatus === "packaged" ? null : "investigate",
        severity: owner.packageStatus === "packaged" ? "low" : MILDER[scope],
      });
    }
  }
  const [owner] = listener.owners;
  if (ownerKind === "unpackaged" && owner !== undefined) {
    opinions.push({
      code: "program-unpackaged",
      text: `No package has ${owner.executable ?? "the program"}: make sure that you know who put it there.`,
      source: THIS_HOST,
      // What only this machine can reach is worth a remark, no more.
      verdict: scope === "host" ? null : "investigate",
      severity: scope === "host" ? "none" : MILDER[scope],
    });
  }
  if (ownerKind === "interpreter" && owner !== undefined && !expected) {
    const isKnownUse = risk !== null || services.length > 0;
    opinions.push({
      code: "script",
      text: `${owner.name ?? "An interpreter"} runs a script (${owner.commandLine.slice(0, 4).join(" ")}): what it does is not known.`,
      source: THIS_HOST,
      verdict: scope === "host" ? null : "investigate",
      severity: scope === "host" ? "none" : isKnownUse ? "low" : MILDER[scope],
    });
  }
  return opinions;
}

function unknownProgram({ listener, ownerKind, scope }: Facts): Opinion[] {
  if (ownerKind !== "unknown") return [];
  return [
    {
      code: `owner-${listener.ownerStatus}`,
      text: listener.ownerNote ?? "Who opened it could not be told.",
      source: THIS_HOST,
      verdict: "investigate",
      severity: MILDER[scope],
    },
  ];
}

export function judgeProgram(facts: Facts): readonly Opinion[] {
  return [...suspectProgram(facts), ...doubtfulProgram(facts), ...unknownProgram(facts)];
}
