import type { Day } from "./days.ts";

/** One moment at which a value is chosen: what was seen until then, and what came after. */
export interface Trial {
  readonly workload: string;
  readonly history: readonly Day[];
  /** Ascending, so that a look at it is cheap. */
  readonly later: Float64Array;
  readonly meanUse: number;
  /** The highest moment of each day after. */
  readonly laterPeaks: readonly number[];
}

export interface TrialOptions {
  readonly historyDays: number;
  readonly horizonDays: number;
  /** A series needs so many days before the first choice. */
  readonly leastHistory: number;
}

/** A shorter look is refused by the product where it would lower a request. */
export const loweringHistory = 7;
/** A shorter look is refused by the product altogether. */
export const raisingHistory = 2;
// An end that is hardly there is no trial.
const leastLater = 0.5;

/**
 * Trials at the end of each week (each second day, where a series has no four weeks), grouped by their number: the
 * workloads of one group are the fleet that is seen together.
 */
export function trialsOf(
  workloads: ReadonlyMap<string, readonly Day[]>,
  { historyDays, horizonDays, leastHistory }: TrialOptions,
): readonly (readonly Trial[])[] {
  const groups: Trial[][] = [];
  for (const [workload, days] of workloads) {
    const pause = days.length >= 28 ? 7 : 2;
    for (let cut = leastHistory, group = 0; cut < days.length; cut += pause, group += 1) {
      const after = days.slice(cut, cut + horizonDays);
      const later = Float64Array.from(after.flatMap(({ values }) => [...values])).sort();
      const usual = (days[cut - 1]?.values.length ?? 0) * leastLater;
      if (later.length === 0 || later.length < usual) continue;
      const known = groups[group] ?? [];
      groups[group] = known;
      known.push({
        workload,
        history: days.slice(Math.max(0, cut - historyDays), cut),
        later,
        meanUse: later.reduce((sum, value) => sum + value, 0) / later.length,
        laterPeaks: after.map(({ histogram }) => histogram.max),
      });
    }
  }
  return groups.filter((group) => group !== undefined && group.length > 0);
}

/** Share of the samples above a value: counted one by one, not by the product's histogram. */
export function shareAboveIn(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return (ascending.length - low) / ascending.length;
}
