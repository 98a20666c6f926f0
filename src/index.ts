/** The public library. */

export { audit } from "./app/audit.ts";
export { doctor } from "./app/doctor.ts";
export { explain } from "./app/explain.ts";
export { type ListenerList, type ListOptions, listListeners } from "./app/list-listeners.ts";
export { VERSION } from "./app/version.ts";
export type { Ability, DoctorDocument } from "./model/doctor.ts";
export { type ErrorCode, PortreeveError } from "./model/error.ts";
export type { ExplainDocument, ExplainedPort } from "./model/explain.ts";
export type {
  AuditDocument,
  AuditSummary,
  Finding,
  Reachability,
  Reason,
  ServiceReference,
  Severity,
  ThreatReference,
  Verdict,
} from "./model/finding.ts";
export type { Gap } from "./model/gap.ts";
export type {
  ContainerReference,
  Exposure,
  Listener,
  NamespaceReference,
  Owner,
  OwnerStatus,
  SocketDetail,
} from "./model/listener.ts";
export type { Protocol } from "./model/protocol.ts";
