import type { MemoryGrowth, RangeSeries } from "../model/index.ts";

// A life shorter than this shows warm-up, not growth. Most leaks that matter are slower than a working day.
const shortestLife = 6 * 3600;
// Share of the variance that a straight line must explain. A daily cycle explains less than 0.6 of itself, a heap
// that fills and stays about 0.6; a leak with a few per cent of noise more than 0.95.
const straightness = 0.9;
// Growth over one life, relative to its mean, that is worth a person's time.
const noticeable = 0.2;

interface Life {
  first: number;
  last: number;
  count: number;
  sumT: number;
  sumV: number;
  sumTT: number;
  sumTV: number;
  sumVV: number;
}

/**
 * Recognises memory that rises along a straight line from start to restart, by least squares over each life of each
 * container (a restarted container has a new cgroup, hence a new `id` label). Constant memory a life.
 */
export class GrowthRecorder {
  readonly #lives = new Map<string, Life>();

  add(life: string, series: RangeSeries): void {
    const sums = this.#lives.get(life) ?? emptyLife(series.times[0] ?? 0);
    for (const [index, time] of series.times.entries()) {
      const value = series.values[index];
      if (value === undefined || !Number.isFinite(value)) continue;
      // Seconds since the life began: sums of squares of Unix times would lose the digits that matter.
      const t = time - sums.first;
      sums.last = time;
      sums.count += 1;
      sums.sumT += t;
      sums.sumV += value;
      sums.sumTT += t * t;
      sums.sumTV += t * value;
      sums.sumVV += value * value;
    }
    this.#lives.set(life, sums);
  }

  /** `null` unless most of the lives that are long enough grew. */
  finish(): MemoryGrowth | null {
    const judged = [...this.#lives.values()].filter((life) => life.last - life.first >= shortestLife);
    const slopes = judged.flatMap((life) => growthOf(life) ?? []);
    if (slopes.length === 0 || slopes.length * 2 <= judged.length) return null;
    const middle = slopes.sort((left, right) => left - right)[Math.floor(slopes.length / 2)] ?? 0;
    return { bytesPerDay: middle * 86_400, judged: judged.length, growing: slopes.length };
  }
}

function emptyLife(first: number): Life {
  return { first, last: first, count: 0, sumT: 0, sumV: 0, sumTT: 0, sumTV: 0, sumVV: 0 };
}

/** Slope in bytes a second of a life that grew in a straight line, else `null`. */
function growthOf(life: Life): number | null {
  const { count, sumT, sumV, sumTT, sumTV, sumVV } = life;
  const varianceT = count * sumTT - sumT * sumT;
  const varianceV = count * sumVV - sumV * sumV;
  if (count < 3 || varianceT <= 0 || varianceV <= 0) return null;
  const covariance = count * sumTV - sumT * sumV;
  const slope = covariance / varianceT;
  const explained = (covariance * covariance) / (varianceT * varianceV);
  const grown = (slope * (life.last - life.first)) / (sumV / count);
  return slope > 0 && explained >= straightness && grown >= noticeable ? slope : null;
}
