import type { AutoscalerDesign, WorkloadDesign } from "./design.ts";

/** A cluster's past as plain data: which pods lived when, on which node. All times are Unix seconds. */
export interface Estate {
  readonly seed: number;
  /** Value of a `cluster` label on every series, where the estate stands for one of several clusters. */
  readonly cluster: string | null;
  readonly start: number;
  readonly end: number;
  readonly scrapeSeconds: number;
  readonly detail: Detail;
  readonly nodes: readonly Node[];
  readonly workloads: readonly Workload[];
}

/**
 * `full`: every series below, as a kube-prometheus-stack records them.
 * `usage`: CPU and working set of containers only, and the state series once an hour until the last hour; for
 * benchmarks that count samples of these two.
 */
export type Detail = "full" | "usage";

export interface Node {
  readonly name: string;
  readonly address: string;
  /** When in the scrape interval this node is scraped, in milliseconds. */
  readonly offset: number;
  /** USD for one core and for one GiB of memory, for one hour. */
  readonly coreHour: number;
  readonly gibHour: number;
}

export interface Workload {
  readonly design: WorkloadDesign;
  readonly pods: readonly Pod[];
  /** How many replicas were wanted from when on; ascending. Empty for kinds that have none. */
  readonly replicas: readonly ReplicaStep[];
  /** ReplicaSets or Jobs in between the workload and its pods. */
  readonly controllers: readonly Controller[];
  readonly autoscaler: (AutoscalerDesign & { readonly name: string }) | null;
}

export interface ReplicaStep {
  readonly from: number;
  readonly replicas: number;
}

export interface Controller {
  readonly kind: "ReplicaSet" | "Job";
  readonly name: string;
  readonly createdAt: number;
  readonly deletedAt: number;
}

export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly ip: string;
  readonly node: Node;
  /** Controller of the pod, or `null` for a bare pod. */
  readonly owner: { readonly kind: string; readonly name: string } | null;
  readonly createdAt: number;
  /** The containers run from here ... */
  readonly startedAt: number;
  /** ... to here; Infinity is not plain data, so a pod that still runs has a time after the end of the estate. */
  readonly stoppedAt: number;
  /** A finished pod of a Job is still listed for a while. */
  readonly deletedAt: number;
}
