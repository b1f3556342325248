/** How a base value is read off the past; a margin times this base is a candidate value. */
export interface Rule {
  readonly id: "p95" | "p99" | "peak";
  /** Share of the time that the base covers. */
  readonly quantile: number;
}

/**
 * The candidates. A high quantile tracks what a workload mostly does, the peak what it does rarely. Which of them
 * predicts best differs from workload to workload, so each is tried.
 */
export const rules = [
  { id: "p95", quantile: 0.95 },
  { id: "p99", quantile: 0.99 },
  { id: "peak", quantile: 1 },
] as const satisfies readonly Rule[];

export type RuleId = (typeof rules)[number]["id"];

/**
 * Days after which a day counts half. Of the half-lives 3, 7 and none, 7 days made the smallest requests for the same
 * realised risk on the public traces that `bench/quality` was developed on.
 */
export const halfLifeDays = 7;

const marginStep = 1.025;

/** Margins that are tried: from half of a base, where the base is a peak that seldom comes, to sixteen times it. */
export const margins: readonly number[] = Array.from(
  { length: 141 },
  (_, index) => 0.5 * marginStep ** index,
);
