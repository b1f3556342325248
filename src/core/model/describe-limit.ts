import type { Backtest } from "./backtest.ts";
import { describeShare } from "./describe-amount.ts";
import type { Resource } from "./setting.ts";

/** How close the past came to the limit that will apply. */
export type LimitPast = Pick<Backtest, "peakOverLimit" | "atLimit">;

// A peak further below a limit than this, and throttling in fewer periods, say nothing.
const close = 0.9;
const often = 0.01;

/**
 * What the past says about the limit that will apply, in sentences; none where it says nothing. `throttledShare`: of
 * periods, under the limit that applied.
 */
export function limitSentences(
  resource: Resource,
  { peakOverLimit, atLimit }: LimitPast,
  throttledShare: number | null,
): readonly string[] {
  if (peakOverLimit === null) return [];
  const peak = describeShare(peakOverLimit);
  if (resource === "memory")
    return peakOverLimit < close ? [] : [`Its peak was ${peak} of the limit, and above it, it is killed.`];
  return [
    ...(atLimit !== null && atLimit > 0
      ? [`It was at the limit ${describeShare(atLimit)} of the time, and is to be throttled then.`]
      : peakOverLimit < close
        ? []
        : [`Its peak was ${peak} of the limit, and above it, it is throttled.`]),
    ...(throttledShare !== null && throttledShare >= often
      ? [`It was throttled in ${describeShare(throttledShare)} of the periods.`]
      : []),
  ];
}
