import type { Distribution, Profile } from "./distribution.ts";
import type { HeapFlag, HeapUsage } from "./heap.ts";
import type { Histogram } from "./histogram.ts";
import type { Instant, Window } from "./instant.ts";
import type { Resource, Settings } from "./setting.ts";
import type { ContainerRef } from "./workload.ts";

/** What was measured of one resource of one container, over all pods that ran it in the window. */
export interface Usage {
  /** CPU in cores, memory in bytes. */
  readonly distribution: Distribution;
  /** The same day by day, ascending; days without samples are left out. */
  readonly days: readonly UsageDay[];
  /** What is left out of both: the time just after each start. `null` where there was none, or little else. */
  readonly startup: Startup | null;
  readonly profile: Profile;
  /** First and last sample seen. */
  readonly seen: Window;
  /** Samples found over samples expected while the container was running, 0 to 1. */
  readonly coverage: number;
  /** Mean number of pods that ran the container at the same time, between first and last sample. */
  readonly meanPods: number;
}

/** One UTC day of usage. */
export interface UsageDay {
  readonly start: Instant;
  /** Of all pods. */
  readonly all: Histogram;
  /** Of the pod with the highest mean, where it stands out: a leader, a hot shard. */
  readonly hottest: Histogram | null;
  /** Of the pods of a DaemonSet by the class of their node; empty for other workloads, and where no class is known. */
  readonly classes: readonly NodeClassUsage[];
}

/** What the pods on nodes of one class used together. */
export interface NodeClassUsage {
  /** An instance type or a size; `null` for nodes that nothing is known of. */
  readonly name: string | null;
  readonly all: Histogram;
}

/** How long containers were starting up, over all pods, and the most that was used then. */
export interface Startup {
  readonly seconds: number;
  readonly max: number;
}

export type Resolution = "scrape" | "five-minutes" | "day";

/** How the owner of the pods was found; a guess is reported, because it can be wrong. */
export type OwnerSource = "kube-state-metrics" | "recorded-rule" | "pod-name";

/** Everything measured of one container in the window. No data is `null`, never zero. */
export interface Evidence {
  readonly target: ContainerRef;
  readonly window: Window;
  readonly usage: Readonly<Record<Resource, Usage | null>>;
  /** What the newest pod runs with, as kube-state-metrics shows it; `null` where it shows nothing of the pod. */
  readonly live: Settings | null;
  /** Every scrape, averages and peaks of five minutes, or quantiles of these for each day. */
  readonly resolution: Resolution;
  readonly pods: number;
  readonly ownerSource: OwnerSource;
  /** Out-of-memory kills in the window; `null` if not measured. */
  readonly outOfMemory: OutOfMemory | null;
  /** Steady growth of memory until each container ends; `null` where there is none or too little to tell. */
  readonly memoryGrowth: MemoryGrowth | null;
  readonly restarts: number | null;
  /** Share of CFS periods that were throttled, 0 to 1; `null` without a CPU limit or measurement. */
  readonly throttledShare: number | null;
  /** `null` if they could not be asked for: then nothing may be assumed. */
  readonly autoscalers: readonly Autoscaler[] | null;
  /** A Java heap was seen in the container's pods: it grows to what it is given. `null` if not measured. */
  readonly runsJvm: boolean | null;
  /** What the metrics of its runtime show; `null` if there are none, or not measured, or not known to be this container's. */
  readonly heap: HeapUsage | null;
  /** What the repository lets its heaps grow to, as its autoscalers count, too; `null` where none was looked at. */
  readonly heapFlags: readonly HeapFlag[] | null;
  readonly queries: readonly EvidenceQuery[];
}

export interface OutOfMemory {
  /** Pods whose last termination of this container was an out-of-memory kill. */
  readonly pods: number;
  /** Highest memory limit, in bytes, that such a pod ran with; `null` if it had none or is not known. */
  readonly highestLimit: number | null;
}

/** Memory of most lives of the container (start to restart or end) rose along a straight line. */
export interface MemoryGrowth {
  readonly bytesPerDay: number;
  /** How many lives were long enough to judge, and how many of them grew. */
  readonly judged: number;
  readonly growing: number;
}

/** A query that reproduces a part of the evidence, as a person would paste it. */
export interface EvidenceQuery {
  readonly of: "cpu" | "memory" | "settings" | "out-of-memory";
  readonly promql: string;
}

/** A HorizontalPodAutoscaler that scales the workload, and the resources whose utilisation it steers by. */
export interface Autoscaler {
  readonly name: string;
  readonly utilizationOf: readonly Resource[];
}

/** Price of one core and of one GiB of memory, for one hour. */
export interface Prices {
  readonly coreHour: number;
  readonly gibHour: number;
  readonly currency: string;
  readonly source: "opencost" | "price-list";
}
