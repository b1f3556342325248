import { syncPeriod } from "../hpa/controller.ts";
import type { Demand } from "./demand.ts";
import { type PodLags, Pods } from "./pods.ts";
import type { Scaler } from "./scaler.ts";

/** One pod of the workload, in the unit of the demand. */
export interface PodShape {
  /** What it gets done before it is late: its request, or a level above it that is known to be fine. */
  readonly capacity: number;
  /** What it cannot use more than; `null`: nothing holds it. */
  readonly limit: number | null;
  readonly lags: PodLags;
}

/** What happened at one look, before the scaler's answer took effect. The same object each time. */
export interface Look {
  index: number;
  /** NaN: not known. */
  demand: number;
  /** What is paid for: pods that start, too. */
  replicas: number;
  ready: number;
  /** Replicas that the scaler changed it to. */
  next: number;
}

/**
 * Plays demand against a scaler, from as many pods as it starts with. Where demand is not known the scaler sees a metric
 * that fails, as it would. Demand that was not met is not made up for later: it is late, or lost.
 */
export function replay(
  demand: Demand,
  scaler: Scaler,
  shape: PodShape,
  first: number,
  onLook: (look: Look) => void,
): void {
  const { start, values } = demand;
  const most = shape.limit ?? Infinity;
  const pods = new Pods(first, shape.lags);
  const lag = Math.round(shape.lags.metric / syncPeriod);
  const usages = new Float64Array(lag + 1);
  const demands = new Float64Array(lag + 1);
  const look: Look = { index: 0, demand: 0, replicas: 0, ready: 0, next: 0 };
  const view = { replicas: 0, ready: 0, measured: 0, usage: 0, demand: null as number | null };
  for (let index = 0; index < values.length; index += 1) {
    const now = start + index * syncPeriod;
    pods.wait(now);
    const value = values[index] ?? Number.NaN;
    usages[index % (lag + 1)] = pods.ready === 0 ? 0 : Math.min(value / pods.ready, most);
    demands[index % (lag + 1)] = value;
    const seen = index < lag ? 0 : (index - lag) % (lag + 1);
    const known = demands[seen] ?? Number.NaN;
    view.replicas = pods.total;
    view.ready = pods.ready;
    view.measured = pods.measured;
    view.usage = usages[seen] ?? 0;
    view.demand = Number.isNaN(known) ? null : known;
    look.index = index;
    look.demand = value;
    look.replicas = pods.total;
    look.ready = pods.ready;
    look.next = scaler.next(now, view);
    onLook(look);
    if (look.next !== pods.total) pods.scale(now, look.next);
  }
}

/** As many pods as keep the first known demand below a usual target, so that a replay starts in the middle of a day. */
export function firstReplicas(
  { values }: Demand,
  { capacity }: PodShape,
  bounds: { readonly min: number; readonly max: number },
): number {
  const known = values.find((value) => !Number.isNaN(value)) ?? 0;
  return Math.min(bounds.max, Math.max(bounds.min, Math.ceil(known / (0.8 * capacity))));
}
