import type { ContainerRef, OwnerSource } from "../model/index.ts";
import type { DayEvents } from "./day-events.ts";
import type { DayState } from "./day-recorder.ts";
import type { LifeDay } from "./growth-recorder.ts";
import type { NodeSize } from "./node-classes.ts";

/** Everything that was recorded of one namespace on one UTC day. */
export interface NamespaceDay {
  /** Days since the epoch. */
  readonly day: number;
  readonly containers: readonly ContainerDay[];
  /** Pods that no workload of ours owns. */
  readonly unowned: readonly PodRef[];
  readonly events: DayEvents;
  /** Where pods of DaemonSets run, while more of the day may come. */
  readonly nodes: readonly NodeSize[];
}

export interface PodRef {
  readonly cluster?: string;
  readonly pod: string;
}

export interface ContainerDay {
  readonly target: ContainerRef;
  readonly ownerSource: OwnerSource;
  readonly cpu: DayState | null;
  readonly memory: DayState | null;
  readonly lives: readonly LifeDay[];
}
