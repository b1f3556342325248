import type { CpuDemand, MemoryDemand } from "../estate/design.ts";

/** What a Deployment has to do, whatever it is given for it. */
export interface Load {
  /** By the name of the container. */
  readonly containers: Readonly<Record<string, ContainerLoad>>;
  /** Requests that the first container serves; none by default. */
  readonly traffic?: Traffic;
}

interface ContainerLoad {
  /** Of all pods together, which share it evenly. */
  readonly cpu: CpuDemand;
  /** Of each pod. */
  readonly memory: MemoryDemand;
}

export interface Traffic {
  /** Requests that one core can serve in a second. */
  readonly perCoreSecond: number;
  /** Median time that one takes where nobody waits. */
  readonly milliseconds: number;
  /** Share that fails whatever happens. Default 0.0005. */
  readonly failing?: number;
}

/** Turned by hand while the cluster runs; 1 leaves things as they are. */
export interface Knobs {
  cpu: number;
  memory: number;
  latency: number;
  /** Share of requests that fail besides. */
  failing: number;
}

export function untouched(): Knobs {
  return { cpu: 1, memory: 1, latency: 1, failing: 0 };
}
