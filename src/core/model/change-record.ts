import type { CloseReason, PendingValues } from "./action.ts";
import type { Followed } from "./followed.ts";
import type { SettingName } from "./setting.ts";
import type { WorkloadRef } from "./workload.ts";

/** What is remembered of a proposed change: enough to recognise it, and to undo it value by value. */
export interface ChangeRecord {
  readonly id: string;
  /** The first of them where there are several. */
  readonly workload: WorkloadRef;
  readonly settings: readonly RecordedSetting[];
  /** The commit that was proposed, and its tree: another tree means that a person edited the branch. */
  readonly head: { readonly commit: string; readonly tree: string };
  /** End of the evidence, RFC 3339. */
  readonly evidenceUntil: string;
  /** When the text was last written, RFC 3339. */
  readonly writtenAt?: string;
  /** Labels that OptPass put: one of them that is gone was taken away by a person. */
  readonly labels?: readonly string[];
  readonly pending?: PendingValues;
  /** Closed by OptPass itself, which is no answer of a person. */
  readonly closed?: CloseReason;
  /** What a person was told once: that their edit of this commit is left alone, that their no was heard. */
  readonly told?: string;
  /** It brings back values that another one merged. */
  readonly rollback?: RollbackRecord;
  /** After the merge. */
  readonly followed?: Followed;
}

/** Whose values a pull request brings back. */
export interface RollbackRecord {
  /** The merged pull request. */
  readonly of: number;
  /** Id of its change. */
  readonly change: string;
  /** Its settings that stay as they are, because somebody moved them since, or their pair would not fit. */
  readonly left: readonly RecordedSetting[];
  /** Once it is merged, nothing in the direction that it takes back is proposed for this long. Seconds. */
  readonly coolsSeconds: number;
}

export interface RecordedSetting {
  /** The workload, where a change has several: `payments/StatefulSet/ledger`. */
  readonly workload?: string;
  readonly container: string;
  readonly setting: SettingName;
  readonly file: string;
  readonly path: string;
  /** Kubernetes quantities as written; `null`: not set before, or not set after. */
  readonly from: string | null;
  readonly to: string | null;
  /** The workload is short of it. Not there: it is a matter of cost. */
  readonly class?: "safety";
}

/** Signs what people could change in between, with a key that only the program has. */
export interface Seal {
  sign(text: string): string;
  verifies(text: string, signature: string): boolean;
}

/** Signs what people could change in between, with a key that only the program has. */
export interface Seal {
  sign(text: string): string;
  verifies(text: string, signature: string): boolean;
}
