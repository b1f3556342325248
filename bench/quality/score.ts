import type { Contender } from "./contenders.ts";
import { shareAboveIn, type Trial } from "./trials.ts";

/** How a contender did over all trials. */
export interface Score {
  readonly name: string;
  /** Sum of what was chosen over sum of what was used. */
  readonly requestOverUse: number;
  /** Mean share of the time above the chosen value. */
  readonly above: number;
  /** The same of each workload, over its trials. */
  readonly aboveOf: ReadonlyMap<string, number>;
  /** Days with a moment above the value, for each year that a workload ran. */
  readonly excessDaysAYear: number;
}

export function score(contender: Contender, groups: readonly (readonly Trial[])[]): Score {
  let request = 0;
  let use = 0;
  let excessDays = 0;
  let days = 0;
  const shares = new Map<string, number[]>();
  for (const group of groups) {
    for (const [index, value] of contender.choose(group).entries()) {
      const trial = group[index];
      if (trial === undefined) continue;
      request += value;
      use += trial.meanUse;
      excessDays += trial.laterPeaks.filter((peak) => peak > value).length;
      days += trial.laterPeaks.length;
      const known = shares.get(trial.workload) ?? [];
      known.push(shareAboveIn(trial.later, value));
      shares.set(trial.workload, known);
    }
  }
  return {
    name: contender.name,
    requestOverUse: request / use,
    above: mean([...shares.values()].flat()),
    aboveOf: new Map([...shares].map(([workload, all]) => [workload, mean(all)])),
    excessDaysAYear: (excessDays / days) * 365,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of the workloads that were above their value for more than a share of the time. */
export function workloadsAbove({ aboveOf }: Score, share: number): number {
  return [...aboveOf.values()].filter((above) => above > share + 1e-12).length / aboveOf.size;
}

/** The rule that reserves least of those that were above for no longer. */
export function bestInHindsight(scores: readonly Score[], above: number): Score | null {
  return scores
    .filter((one) => one.above <= above)
    .reduce<Score | null>(
      (best, one) => (best === null || one.requestOverUse < best.requestOverUse ? one : best),
      null,
    );
}
