import { ContainerState, type Kill, type Reading } from "./container-state.ts";
import { coresNeeded } from "./cpu-demand.ts";
import type { ContainerDesign } from "./design.ts";
import type { Estate, Pod, Workload } from "./estate.ts";
import { bytesNeeded } from "./memory-demand.ts";
import { chanceFor } from "./random.ts";
import { replicasAt } from "./replica-steps.ts";

/** One container of one pod, read scrape after scrape. Holds where it has got to. */
export interface ContainerRun {
  readonly pod: Pod;
  readonly container: ContainerDesign;
  /** Out-of-memory kills so far. */
  readonly kills: readonly Kill[];
  /** The readings from where it stands up to, but not including, `until` (Unix seconds). */
  readUntil(until: number): readonly Reading[];
}

export function startRun(
  estate: Estate,
  workload: Workload,
  pod: Pod,
  container: ContainerDesign,
): ContainerRun {
  const chance = chanceFor(estate.seed, `${pod.uid}/${container.name}`);
  const share =
    workload.autoscaler === null
      ? () => 1
      : (at: number) => 1 / Math.max(1, replicasAt(workload.replicas, at));
  const state = new ContainerState(
    container,
    coresNeeded(container.cpu, share, chance),
    bytesNeeded(container.memory, container.cpu, chance),
    pod.startedAt,
  );
  const times = scrapeTimes(estate, pod);
  state.liveUnseenUntil(times.first / 1000 - estate.scrapeSeconds, share);
  let next = times.first;
  const readUntil = (until: number): readonly Reading[] => {
    const readings: Reading[] = [];
    for (; next < Math.min(until * 1000, times.end); next += times.step) {
      const reading = state.step(next);
      if (reading !== null) readings.push(reading);
    }
    return readings;
  };
  return { pod, container, kills: state.kills, readUntil };
}

/** Milliseconds of the first scrape of the pod's node that sees it, the step, and the end. */
function scrapeTimes(estate: Estate, pod: Pod): { first: number; step: number; end: number } {
  const step = estate.scrapeSeconds * 1000;
  const origin = estate.start * 1000 + pod.node.offset;
  const from = Math.max(estate.start, pod.startedAt + 1) * 1000;
  const first = origin + Math.max(0, Math.ceil((from - origin) / step)) * step;
  return { first, step, end: Math.min(estate.end, pod.stoppedAt) * 1000 };
}
