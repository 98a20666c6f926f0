import { judgeListener } from "../audit/judge-listener.ts";
import { compareFindings, summarizeFindings } from "../audit/summarize-findings.ts";
import type { AuditDocument } from "../model/finding.ts";
import type { Gap } from "../model/gap.ts";
import { openCatalog } from "./catalog.ts";
import { type ListOptions, observeListeners } from "./list-listeners.ts";

/** Rulesets are not read yet: said so rather than guessed. */
const FILTERS_GAP: Gap = {
  code: "filters-not-evaluated",
  what: "Firewall rules are not evaluated: whether a filter lets others through to these listeners is not known.",
  fix: null,
};

/** Looks at this machine and judges what it finds. Throws as {@link listListeners} does. */
export async function audit(options: ListOptions = {}): Promise<AuditDocument> {
  const { listeners, observation } = await observeListeners(options);
  const context = {
    catalog: openCatalog(),
    ephemeralPorts: observation.ephemeralPorts,
    localAddresses: observation.localAddresses,
  };
  const findings = listeners.map((listener) => judgeListener(listener, context)).sort(compareFindings);
  return {
    schema: "portreeve.audit/1",
    takenAt: observation.takenAt,
    host: observation.host,
    source: "live",
    listeners: findings,
    exposures: [],
    gaps: [...observation.gaps, FILTERS_GAP],
    unparsed: 0,
    summary: summarizeFindings(findings),
  };
}
