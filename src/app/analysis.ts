import type { ContainerChange, Located } from "../core/manifests/index.ts";
import type { ChangePlan, FileChange, Finding, Proof, Skipped } from "../core/model/index.ts";
import type { Telemetry } from "../core/telemetry/index.ts";
import type { PlacedContainer } from "./place-recommendations.ts";

/** What one pass found out: changes worth making, and everything that was looked at and left alone. */
export interface Analysis {
  readonly telemetry: Telemetry;
  /** `null` where no repository was looked at. */
  readonly located: Located | null;
  /** Everything that was looked at, before guards and proofs. */
  readonly containers: readonly PlacedContainer[];
  /** The most useful first. */
  readonly changes: readonly AnalyzedChange[];
  readonly skipped: readonly Skipped[];
  /** Sentences about what could not be measured, read or proved. */
  readonly notices: readonly string[];
}

export interface AnalyzedChange {
  readonly plan: ChangePlan;
  readonly findings: readonly Finding[];
  readonly edit: ProvedEdit | null;
}

/** New texts of files, what was asked for, and what was proved about it. */
export interface ProvedEdit {
  readonly wanted: readonly ContainerChange[];
  readonly files: readonly FileChange[];
  readonly proof: Proof;
}
