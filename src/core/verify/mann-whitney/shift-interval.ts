import { normalQuantile } from "../normal.ts";
import { findRoot } from "./find-root.ts";
import { ranksOf } from "./ranks.ts";

/** By how much one sample lies above another: the Hodges-Lehmann estimate and its confidence interval. */
export interface ShiftInterval {
  readonly lower: number;
  readonly upper: number;
  readonly estimate: number;
}

/** The tolerance of R's `wilcox.test` and of Kayenta: absolute, so that samples have to be scaled to be well above it. */
const publishedTolerance = 1e-4;

/**
 * The shift of `x` against `y` by inversion of the Mann-Whitney test, with the normal approximation, the correction for
 * continuity and that for ties (`wilcox.test(x, y, conf.int = TRUE, exact = FALSE)` of R). `null` where all is tied.
 */
export function shiftInterval(
  x: Float64Array,
  y: Float64Array,
  confidence: number,
  tolerance = publishedTolerance,
): ShiftInterval | null {
  const low = Math.min(...x) - Math.max(...y);
  const high = Math.max(...x) - Math.min(...y);
  const z = normalQuantile((1 - confidence) / 2);
  if (Number.isNaN(shiftScore(x, y, low)) || Number.isNaN(shiftScore(x, y, high))) return null;
  const shiftAt = (quantile: number): number => {
    const f = (mu: number): number => shiftScore(x, y, mu) - quantile;
    if (f(low) <= 0) return low;
    if (f(high) >= 0) return high;
    return findRoot(f, { low, high }, tolerance);
  };
  return { lower: shiftAt(-z), upper: shiftAt(z), estimate: shiftAt(0) };
}

/** Standardised Mann-Whitney statistic of `x - mu` against `y`; NaN where all observations are tied. */
export function shiftScore(x: Float64Array, y: Float64Array, mu: number): number {
  const both = new Float64Array(x.length + y.length);
  both.set(x.map((value) => value - mu));
  both.set(y, x.length);
  const { ranks, ties } = ranksOf(both);
  const [n, m] = [x.length, y.length];
  const rankSum = ranks.subarray(0, n).reduce((sum, rank) => sum + rank, 0);
  const excess = rankSum - (n * (n + 1)) / 2 - (n * m) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  return variance <= 0 ? Number.NaN : (excess - Math.sign(excess) * 0.5) / Math.sqrt(variance);
}
