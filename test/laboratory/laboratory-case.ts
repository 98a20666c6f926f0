/** A case of the laboratory: what it makes (`lab-*.c`), and what an audit must say of it. */
import type { Finding } from "../../src/model/finding.ts";
import type { Exposure, OwnerStatus } from "../../src/model/listener.ts";
import type { Protocol } from "../../src/model/protocol.ts";

export interface ExpectedRow {
  readonly protocol?: Protocol;
  readonly address?: string;
  /** The case's port unless told; raw and packet sockets have other numbers. */
  readonly port?: number;
  readonly interface?: string;
  readonly dualStack?: boolean;
  readonly sockets?: number;
  readonly status?: OwnerStatus;
  readonly exposure?: Exposure;
  /** `none` when none of the case's processes owns it; else all do. */
  readonly owners?: "none";
  readonly check?: (finding: Finding) => void;
}

export interface LaboratoryCase {
  /** Name in C. */
  readonly id: string;
  readonly title: string;
  /** What a kernel or machine may be without; any other refusal is a failure. */
  readonly mayLack?: string;
  /** Only a thorough look at links finds it, which is not had on a machine with very many open files. */
  readonly isDeep?: true;
  /** No row at all for `[]`. */
  readonly rows: readonly ExpectedRow[];
}

/** Throws unless something is so. */
export function need(truth: boolean, what: string): void {
  if (!truth) throw new Error(what);
}

/** TCP on every IPv4 address, owned by all of the case. */
export const tcp4: ExpectedRow = {};
