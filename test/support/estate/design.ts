import type { WorkloadKind } from "../../../src/core/model/index.ts";

/** A workload as its author thinks of it: what it asks for in git, and what it really needs. */
export interface WorkloadDesign {
  readonly namespace: string;
  readonly kind: Exclude<WorkloadKind, "ReplicaSet">;
  readonly name: string;
  readonly character: Character;
  readonly containers: readonly ContainerDesign[];
  /** Pods at a time; ignored for a DaemonSet (one a node), CronJob and Job (one a run). Default 1. */
  readonly replicas?: number;
  /** Mean days between rollouts, each of which replaces every pod. Default 3.5. */
  readonly rolloutDays?: number;
  /** Exists for this many hours before the end of the estate only; without it, since before the start. */
  readonly ageHours?: number;
  readonly schedule?: Schedule;
  readonly autoscaler?: AutoscalerDesign;
}

export const characters = [
  "steady",
  "daily",
  "bursty",
  "leaking",
  "cron",
  "throttled",
  "oom-killed",
  "young",
  "jvm",
  "idle",
  "autoscaled",
] as const;

export type Character = (typeof characters)[number];

export interface ContainerDesign {
  readonly name: string;
  readonly image: string;
  /** `resources` as they stand in git; a missing key is not set there. */
  readonly resources: ResourcesDesign;
  readonly cpu: CpuDemand;
  readonly memory: MemoryDemand;
}

export interface ResourcesDesign {
  readonly requests?: { readonly cpu?: string; readonly memory?: string };
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
}

/** CPU that the work needs, whether or not a limit lets it have that much. */
export interface CpuDemand {
  /** Mean cores of one pod on a working day; of all pods together where the workload is autoscaled. */
  readonly cores: number;
  /** Swing of the daily cycle around the mean, 0 to 1. Default 0. */
  readonly daily?: number;
  /** Hour (UTC) of the daily peak. Default 14. */
  readonly peakHour?: number;
  /** Share of a working day's demand that is left on Saturday and Sunday. Default 1. */
  readonly weekend?: number;
  /** Standard deviation of the noise between samples, relative to the demand. Default 0.05. */
  readonly noise?: number;
  readonly bursts?: BurstDesign;
  /** What a new container burns before it serves; not part of what it needs afterwards. */
  readonly startup?: { readonly cores: number; readonly seconds: number };
}

/** Short bursts on top of the mean: Pareto heights between `cores` and four times that. */
interface BurstDesign {
  readonly perHour: number;
  readonly seconds: number;
  readonly cores: number;
}

/** Memory that the work needs, in bytes of working set. A container that needs more than its limit is killed. */
export type MemoryDemand =
  /** Stays at `bytes`, give or take `swing` (0 to 1) with the daily cycle. */
  | { readonly shape: "level"; readonly bytes: number; readonly swing?: number }
  /** Climbs from `bytes` to `peakBytes` and back within `minutes`, once every `everyHours` on average. */
  | {
      readonly shape: "spikes";
      readonly bytes: number;
      readonly peakBytes: number;
      readonly everyHours: number;
      readonly minutes: number;
    }
  /** Grows by `bytesPerDay` from the start of the container until it ends. */
  | { readonly shape: "leak"; readonly bytes: number; readonly bytesPerDay: number }
  /** A Java heap that takes up to `heapMaxBytes`, whatever it needs, plus `offHeapBytes`. */
  | {
      readonly shape: "heap";
      readonly heapMaxBytes: number;
      readonly liveBytes: number;
      readonly offHeapBytes: number;
      readonly fillHours: number;
    };

/** Runs every `everyHours` at `minute` past the hour, the first at `hour` UTC; each takes about `minutes`. */
export interface Schedule {
  readonly everyHours: number;
  readonly hour: number;
  readonly minute: number;
  readonly minutes: number;
}

export interface AutoscalerDesign {
  readonly min: number;
  readonly max: number;
  /** Target average CPU utilisation in percent of the request. */
  readonly targetUtilization: number;
}

export const mebibyte = 1_048_576;
