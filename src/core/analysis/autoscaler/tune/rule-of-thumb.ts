import { withDefaults } from "../hpa/behavior.ts";
import { syncPeriod } from "../hpa/controller.ts";
import type { Demand } from "../replay/demand.ts";
import type { HpaSettings } from "../replay/hpa-scaler.ts";
import type { PodShape } from "../replay/replay.ts";

const clamp = { least: 40, most: 80 } as const;
const margin = 0.05;
const minAt = 0.1;
const minFactor = 1.2;
const overPeak = 1.5;

/**
 * Settings by the rule that people are given: a target of 1/(1+g), g being the P99 of the growth within a start-up lag; min
 * by the P10 of the replicas needed and a fifth more, at least two; max half above what was needed at most.
 */
export function ruleOfThumb(demand: Demand, { capacity, lags }: PodShape): HpaSettings {
  const lag = Math.max(1, Math.round((lags.metric + syncPeriod + lags.startup) / syncPeriod));
  const share = 1 / (1 + growthWithin(demand, lag)) - margin;
  const percent = Math.round(Math.min(clamp.most, Math.max(clamp.least, share * 100)));
  const needed = sortedNeeds(demand, (percent / 100) * capacity);
  const min = Math.max(2, Math.ceil(quantileOf(needed, minAt) * minFactor));
  return {
    min,
    max: Math.max(min, Math.ceil(quantileOf(needed, 1) * overPeak)),
    target: { type: "Utilization", percent },
    behavior: withDefaults({}),
  };
}

function growthWithin({ values }: Demand, lag: number): number {
  const growths = values
    .subarray(lag)
    .map((value, index) => value / (values[index] ?? Number.NaN) - 1)
    .filter((growth) => Number.isFinite(growth))
    .sort();
  return Math.max(0, quantileOf(growths, 0.99));
}

/** Replicas needed at each look where every pod takes so much, ascending. */
export function sortedNeeds({ values }: Demand, each: number): Float64Array {
  return values
    .filter((value) => !Number.isNaN(value))
    .map((value) => Math.ceil(value / each))
    .sort();
}

/** Of ascending values; 0 of none. */
export function quantileOf(ascending: Float64Array, quantile: number): number {
  const index = Math.min(ascending.length - 1, Math.floor(quantile * ascending.length));
  return ascending[Math.max(0, index)] ?? 0;
}
