import type { Demand } from "../replay/demand.ts";
import { type HpaSettings, hpaScaler } from "../replay/hpa-scaler.ts";
import type { PodShape } from "../replay/replay.ts";
import { type Score, scoreReplay, sumOf } from "../replay/score.ts";

/** A pod, with what it requests in the unit of the demand. */
export interface Pod extends PodShape {
  readonly request: number;
}

/** Settings with what they came to on every stretch of the past, and on all stretches before each (one more than there are). */
export interface Tried {
  readonly settings: HpaSettings;
  readonly stretches: readonly Score[];
  readonly before: readonly Score[];
}

const looksADay = 5760;
// Less than a week is cut finer, so that there is something to walk over.
const fewestStretches = 6;

/** Plays one choice over all of the past. */
export function tryOn(demand: Demand, pod: Pod, settings: HpaSettings): Tried {
  const each = Math.max(1, Math.min(looksADay, Math.floor(demand.values.length / fewestStretches)));
  const whole = demand.values.length - (demand.values.length % each);
  const scaler = hpaScaler(settings, pod.request);
  const past = { ...demand, values: demand.values.subarray(demand.values.length - whole) };
  const stretches = scoreReplay(past, scaler, pod, settings, each);
  const before = [sumOf([])];
  for (const stretch of stretches) before.push(sumOf([before[before.length - 1] ?? sumOf([]), stretch]));
  return { settings, stretches, before };
}
