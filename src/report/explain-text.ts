/** Explanations for people. */
import type { ExplainDocument, ExplainedPort } from "../model/explain.ts";
import { sanitizeText, wrapText } from "../text/terminal.ts";
import type { FormatOptions } from "./format.ts";

const MAX_THREATS = 8;
const MAX_WIDTH = 100;

function formatPort(port: ExplainedPort, width: number, { paint }: FormatOptions): string[] {
  const name = port.services.map((service) => service.name).join(", ");
  const lines = [
    paint("bold", `${port.port}/${port.protocol}${name === "" ? "" : `  ${sanitizeText(name)}`}`),
  ];
  const add = (text: string) => {
    for (const line of wrapText(sanitizeText(text), width - 2)) lines.push(`  ${line}`);
  };
  for (const service of port.services.slice(0, 1)) if (service.description !== "") add(service.description);
  add(port.advice);
  const { lan, internet } = port.exposure;
  if (lan !== null && internet !== null) add(`Open to a LAN: ${lan}. Open to the internet: ${internet}.`);
  if (port.alternative !== null) add(`Better: ${port.alternative}.`);
  if (port.incidents.length > 0) add(`Known incidents: ${port.incidents.join(", ")}.`);
  if (port.threats.length > 0) {
    const names = port.threats
      .slice(0, MAX_THREATS)
      .map(
        (threat) =>
          `${threat.name} (${threat.kind}${threat.firstSeen === null ? "" : `, ${threat.firstSeen}`}, ${threat.confidence} confidence)`,
      );
    add(
      `Malware: ${names.join(", ")}${port.threats.length > MAX_THREATS ? `, and ${port.threats.length - MAX_THREATS} more` : ""}.`,
    );
  }
  add(`Sources: ${port.sources.join(", ")}.`);
  return lines;
}

export function formatExplain(document: ExplainDocument, options: FormatOptions): string {
  const width = Math.min(Math.max(options.width, 20), MAX_WIDTH);
  return `${document.ports.map((port) => formatPort(port, width, options).join("\n")).join("\n\n")}\n`;
}
