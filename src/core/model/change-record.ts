import type { SettingName } from "./setting.ts";
import type { WorkloadRef } from "./workload.ts";

/** What is remembered of a proposed change: enough to recognise it, and to undo it value by value. */
export interface ChangeRecord {
  readonly id: string;
  readonly workload: WorkloadRef;
  readonly settings: readonly RecordedSetting[];
  /** The commit that was proposed, and its tree: another tree means that a person edited the branch. */
  readonly head: { readonly commit: string; readonly tree: string };
  /** End of the evidence, RFC 3339. */
  readonly evidenceUntil: string;
}

export interface RecordedSetting {
  readonly container: string;
  readonly setting: SettingName;
  readonly file: string;
  readonly path: string;
  /** Kubernetes quantities as written; `null`: not set before, or not set after. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Signs what people could change in between, with a key that only the program has. */
export interface Seal {
  sign(text: string): string;
  verifies(text: string, signature: string): boolean;
}
