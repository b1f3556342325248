import { type Duration, duration } from "../model/index.ts";

/** Two windows that have to burn together: the long one shows that it matters, the short one that it goes on. */
export interface BurnPair {
  readonly long: Duration;
  readonly short: Duration;
  /** Times the rate at which the budget would last exactly for its period. */
  readonly factor: number;
  readonly severity: "page" | "ticket";
}

/** Share of bad events over a window that ends now, 0 to 1; `null` where there was nothing to count. */
export type ErrorRatio = (window: Duration) => number | null;

const shapes = [
  { budgetShare: 0.02, long: duration(1, "h"), short: duration(5, "m"), severity: "page" },
  { budgetShare: 0.05, long: duration(6, "h"), short: duration(30, "m"), severity: "page" },
  { budgetShare: 0.1, long: duration(1, "d"), short: duration(2, "h"), severity: "ticket" },
  { budgetShare: 0.1, long: duration(3, "d"), short: duration(6, "h"), severity: "ticket" },
] as const;

/**
 * The pairs of the SRE Workbook, chapter 5, with the day's pair that Sloth adds: for a period of 30 days the factors are
 * 14.4, 6, 3 and 1, for other periods in proportion.
 */
export function burnPairs(period: Duration): readonly BurnPair[] {
  return shapes.map(({ budgetShare, ...pair }) => ({ ...pair, factor: (budgetShare * period) / pair.long }));
}

/** How many times too fast the budget burns; `null` where there was nothing to count. */
function burnRate(errorRatio: number | null, objective: number): number | null {
  return errorRatio === null ? null : errorRatio / (1 - objective);
}

export interface BurnQuestion {
  readonly objective: number;
  readonly period: Duration;
  readonly errors: ErrorRatio;
  /** Windows are cut to this length, so that what burned before the change does not count against it. */
  readonly since: Duration | null;
}

/** A pair that burns in both its windows. */
export interface Burning extends BurnPair {
  /** The rate over the long window. */
  readonly rate: number;
}

/** The pairs that burn, the fastest first. */
export function burningPairs({ objective, period, errors, since }: BurnQuestion): readonly Burning[] {
  const cut = (window: Duration): Duration => (since !== null && since < window ? since : window);
  return burnPairs(period).flatMap((pair) => {
    const long = burnRate(errors(cut(pair.long)), objective);
    const short = burnRate(errors(cut(pair.short)), objective);
    const burns = long !== null && short !== null && long > pair.factor && short > pair.factor;
    return burns ? [{ ...pair, rate: long }] : [];
  });
}

/**
 * Share of the error budget that is left of a period: 1 is all of it, below 0 it is overdrawn; `null` where nothing was
 * counted. The same as `slo:period_error_budget_remaining:ratio` of Sloth.
 */
export function budgetRemaining(errorRatioOfPeriod: number | null, objective: number): number | null {
  const burned = burnRate(errorRatioOfPeriod, objective);
  return burned === null ? null : 1 - burned;
}
