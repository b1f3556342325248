import type { InstantSample, Labels } from "../model/index.ts";
import type { PodHeap } from "./pod-heap.ts";

/** What happened to the containers of a namespace on one UTC day; `null` where the question failed. */
export interface DayEvents {
  readonly throttling: readonly Throttling[] | null;
  readonly restarts: readonly Restarts[] | null;
  /** Containers whose last end, as it was known on this day, was an out-of-memory kill. */
  readonly kills: readonly PodContainer[] | null;
  /** What heaps showed at one moment of it, if they were looked at. */
  readonly heaps: readonly PodHeap[] | null;
}

export interface PodContainer {
  readonly cluster?: string;
  readonly pod: string;
  readonly container: string;
}

/** CFS periods, over all lives of the container. */
export interface Throttling extends PodContainer {
  readonly throttled: number;
  readonly periods: number;
}

export interface Restarts extends PodContainer {
  readonly count: number;
}

export const unknownEvents: DayEvents = {
  throttling: null,
  restarts: null,
  kills: null,
  heaps: null,
};

export function hasUnknown({ throttling, restarts, kills, heaps }: DayEvents): boolean {
  return throttling === null || restarts === null || kills === null || heaps === null;
}

export function readThrottling(
  throttled: readonly InstantSample[],
  periods: readonly InstantSample[],
): readonly Throttling[] {
  const throttledOf = new Map(sumOfLives(throttled, idOf).map(({ key, value }) => [key, value]));
  return sumOfLives(periods, idOf).map(({ key, labels, value }) => ({
    ...podContainerOf(labels),
    throttled: throttledOf.get(key) ?? 0,
    periods: value,
  }));
}

export function readRestarts(samples: readonly InstantSample[]): readonly Restarts[] {
  const lives = sumOfLives(samples, ({ uid = "" }) => uid);
  return lives.map(({ labels, value }) => ({ ...podContainerOf(labels), count: value }));
}

export function readKills(samples: readonly InstantSample[]): readonly PodContainer[] {
  return highestOf(samples).map(({ labels }) => podContainerOf(labels));
}

export function podContainerKey({ pod, container }: Labels | PodContainer): string {
  return `${pod ?? ""}/${container ?? ""}`;
}

function podContainerOf({ cluster, pod = "", container = "" }: Labels): PodContainer {
  return cluster === undefined ? { pod, container } : { cluster, pod, container };
}

interface Found {
  readonly key: string;
  readonly labels: Labels;
  readonly value: number;
}

const idOf = ({ id = "" }: Labels): string => id;

/**
 * A restarted container has a new `id`, and a pod that was replaced under its name has a new `uid`; both count on from
 * zero. Lives add up, two scrapes of one life do not.
 */
function sumOfLives(samples: readonly InstantSample[], lifeOf: (labels: Labels) => string): readonly Found[] {
  const sums = new Map<string, Found>();
  for (const { labels, value } of highestOf(samples, lifeOf)) {
    const key = keyOf(labels);
    sums.set(key, { key, labels, value: value + (sums.get(key)?.value ?? 0) });
  }
  return [...sums.values()];
}

/** Two scrapes of one thing, or a container that was recreated: the larger says at least as much. */
function highestOf(samples: readonly InstantSample[], partOf: (labels: Labels) => string = () => "") {
  const found = new Map<string, Found>();
  for (const { labels, value } of samples) {
    if (!Number.isFinite(value)) continue;
    const key = `${keyOf(labels)}/${partOf(labels)}`;
    const known = found.get(key);
    if (known === undefined || value > known.value) found.set(key, { key, labels, value });
  }
  return [...found.values()];
}

function keyOf(labels: Labels): string {
  return `${labels["cluster"] ?? ""}/${podContainerKey(labels)}`;
}
