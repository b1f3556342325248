import { type ContainerRef, quantity, type Resource, toNumber } from "../../../src/core/model/index.ts";
import { startRun } from "./container-run.ts";
import type { Reading } from "./container-state.ts";
import type { ContainerDesign } from "./design.ts";
import type { Estate, Workload } from "./estate.ts";

/** What is true of one container over the whole estate, known from the generator and not from any metric. */
export interface ContainerTruth extends ContainerRef {
  readonly pods: number;
  readonly samples: number;
  /** Cores that the work needed, per pod and scrape interval, uncut by the limit, without start-up. */
  readonly coresNeeded: Spread;
  /** Cores that a counter shows: cut by the limit, start-up included. */
  readonly coresUsed: Spread;
  /** Bytes that the work needed; `max` is what it was going to need when it was killed. */
  readonly bytesNeeded: Spread;
  /** Bytes that a gauge shows. */
  readonly bytesUsed: Spread;
  /** Share of CFS periods that were throttled; `null` without a CPU limit. */
  readonly throttledShare: number | null;
  readonly oomKills: number;
  /** How the request compares with the need (p99 of CPU, peak of memory). */
  readonly request: Readonly<Record<Resource, RequestFit>>;
}

interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** `over`: more than half again of what is needed; `under`: less than needed. */
type RequestFit = "over" | "fits" | "under" | "unset";

/** The truth of every container of the estate, in the order of its designs. */
export function groundTruth(estate: Estate): readonly ContainerTruth[] {
  return estate.workloads.flatMap((workload) =>
    workload.design.containers.map((container) => truthOf(estate, workload, container)),
  );
}

/** The truth of one container; throws where the estate has no such container. */
export function truthFor(truths: readonly ContainerTruth[], path: string): ContainerTruth {
  const found = truths.find((truth) => `${truth.namespace}/${truth.name}/${truth.container}` === path);
  if (found === undefined) throw new RangeError(`the estate has no container ${path}`);
  return found;
}

function truthOf(estate: Estate, workload: Workload, container: ContainerDesign): ContainerTruth {
  const runs = workload.pods.map((pod) => startRun(estate, workload, pod, container));
  const readings = runs.map((run) => run.readUntil(estate.end));
  const seen = readings.flat();
  const kills = runs.flatMap((run) => run.kills);
  const settled = seen.filter((reading) => !reading.isStartingUp);
  const coresNeeded = spreadOf(settled.map((reading) => reading.coresNeeded));
  const wanted = kills.map((kill) => bytesWanted(container, kill.bytesNeeded));
  const bytesNeeded = spreadOf([...seen.map((reading) => reading.bytesNeeded), ...wanted]);
  const { namespace, kind, name } = workload.design;
  const requests = container.resources.requests;
  return {
    ...(estate.cluster === null ? {} : { cluster: estate.cluster }),
    namespace,
    kind,
    name,
    container: container.name,
    pods: readings.filter((one) => one.length > 0).length,
    samples: seen.length,
    coresNeeded,
    coresUsed: spreadOf(seen.map((reading) => reading.coresUsed)),
    bytesNeeded,
    bytesUsed: spreadOf(seen.map((reading) => reading.workingSet)),
    throttledShare: container.resources.limits?.cpu === undefined ? null : throttledShareOf(readings),
    oomKills: kills.length,
    request: {
      cpu: fitOf(requests?.cpu, coresNeeded.p99),
      memory: fitOf(requests?.memory, bytesNeeded.max),
    },
  };
}

/** A kill cuts a spike short: what the work was going to need is known from its design only. */
function bytesWanted({ memory }: ContainerDesign, whenKilled: number): number {
  return memory.shape === "spikes" ? Math.max(memory.peakBytes, whenKilled) : whenKilled;
}

/** Nearest-rank quantiles; NaN where there are no values. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Increase of the throttled periods over the increase of all periods, as two queries would show them. */
function throttledShareOf(runs: readonly (readonly Reading[])[]): number {
  let periods = 0;
  let throttled = 0;
  for (const readings of runs) {
    readings.forEach((reading, i) => {
      const previous = readings[i - 1];
      if (previous === undefined || previous.restarts !== reading.restarts) return;
      periods += reading.periods - previous.periods;
      throttled += reading.throttledPeriods - previous.throttledPeriods;
    });
  }
  return periods === 0 ? 0 : throttled / periods;
}

function fitOf(request: string | undefined, needed: number): RequestFit {
  if (request === undefined) return "unset";
  const amount = toNumber(quantity(request));
  if (amount > needed * 1.5) return "over";
  return amount < needed ? "under" : "fits";
}
