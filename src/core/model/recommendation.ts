import type { Evidence } from "./evidence.ts";
import type { Quantity } from "./quantity.ts";
import type { Refusal } from "./refusal.ts";
import type { SettingName } from "./setting.ts";
import type { ContainerRef } from "./workload.ts";

/** A setting's proposed value with its reasons. */
export interface Recommendation {
  readonly target: ContainerRef;
  readonly setting: SettingName;
  /** `null`: the container does not set it today. */
  readonly current: Quantity | null;
  readonly proposed: Quantity;
  /** `cost`: gives back what is not used. `safety`: the workload is short of it. */
  readonly class: "cost" | "safety";
  /** How much the evidence supports the value, 0 to 1. */
  readonly confidence: number;
  /** Sentences, most important first. */
  readonly reasons: readonly string[];
  readonly prediction: Prediction;
  readonly evidence: Evidence;
  readonly savings: Savings | null;
}

/** What is expected to be seen after the change, with the tolerance that still counts as right. */
export interface Prediction {
  /** Sentence for the reviewer. */
  readonly statement: string;
  /** Largest expected usage over the proposed value at the stated quantile, as a ratio with its tolerance. */
  readonly usageRatio: number;
  readonly tolerance: number;
}

/** What a change frees (positive) or adds (negative), over all replicas. Money only where a price is known. */
export interface Savings {
  readonly cores: number;
  readonly bytes: number;
  readonly monthly: { readonly amount: number; readonly currency: string } | null;
}

/** A container, or one setting of it, that was looked at and left alone. */
export interface Skipped {
  readonly target: ContainerRef;
  readonly setting: SettingName | null;
  readonly refusal: Refusal;
}
