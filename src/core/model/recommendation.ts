import type { Backtest } from "./backtest.ts";
import type { Evidence, Prices } from "./evidence.ts";
import type { Quantity } from "./quantity.ts";
import type { Refusal } from "./refusal.ts";
import type { SettingName } from "./setting.ts";
import type { ContainerRef } from "./workload.ts";

/** A setting's proposed value with its reasons. */
export interface Recommendation {
  readonly target: ContainerRef;
  readonly setting: SettingName;
  /** As written today; `null`: the container does not set it. */
  readonly current: Quantity | null;
  /** What applies today: a request that is not written is the limit (Kubernetes defaults it so). */
  readonly effective: Quantity | null;
  /** The scheduler reserves it: a request, or a limit that stands in for one. */
  readonly reserves: boolean;
  /** `null`: it is to be set no more. */
  readonly proposed: Quantity | null;
  /** `safety`: the workload is short of it. `cost`: it is not; mostly, something is given back. */
  readonly class: "cost" | "safety";
  /** How much the evidence supports the value, 0 to 1. */
  readonly confidence: number;
  /** Sentences, most important first. */
  readonly reasons: readonly string[];
  readonly prediction: Prediction;
  /** `null` where the past has no moment to try it at. */
  readonly backtest: Backtest | null;
  /** Of a DaemonSet on nodes of several classes. */
  readonly nodeClasses: NodeClassNeeds | null;
  readonly evidence: Evidence;
  readonly savings: Savings | null;
}

/** What a DaemonSet needs on nodes of each class, and what templates of their own would free. Cores or bytes. */
export interface NodeClassNeeds {
  /** The one that needs most first. */
  readonly needs: readonly NodeClassNeed[];
  /** Over all pods, if each class had what it needs in place of what the first one needs. */
  readonly freed: number;
  /** It is so much that a DaemonSet for each class may be worth it. */
  readonly isWorthwhile: boolean;
}

export interface NodeClassNeed {
  /** An instance type or a size; `null` for nodes that nothing is known of. */
  readonly name: string | null;
  /** Mean number of pods at the same time. */
  readonly pods: number;
  readonly amount: number;
}

/** The proposed value for people: `300m`, or `none` where it is to be set no more. */
export function describeProposed({ proposed }: Pick<Recommendation, "proposed">): string {
  return proposed?.text ?? "none";
}

/** What is expected to be seen after the change, with the tolerance that still counts as right. */
export interface Prediction {
  /** Sentence for the reviewer. */
  readonly statement: string;
  /** Largest expected usage over the proposed value at the stated quantile; `null` where no value is left. */
  readonly usageRatio: number | null;
  /** Of what the statement says, as a share. */
  readonly tolerance: number;
}

/** What a change frees (positive) or adds (negative), over all replicas. Money only where a price is known. */
export interface Savings {
  readonly cores: number;
  readonly bytes: number;
  readonly monthly: Money | null;
}

/** An amount, and whether it comes from the prices in the metrics or from a list that was given. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
  readonly source: Prices["source"];
}

/**
 * One number to rank savings by: money a month, or without a price what cores and memory are worth to each other. A
 * core costs about as much as eight GiB at public clouds (about 31 to 4 thousandths of a dollar an hour).
 */
export function worthOf({ cores, bytes, monthly }: Savings): number {
  return monthly?.amount ?? cores * 8 + bytes / 2 ** 30;
}

/** A container, or one setting of it, that was looked at and left alone. */
export interface Skipped {
  readonly target: ContainerRef;
  readonly setting: SettingName | null;
  readonly refusal: Refusal;
}
