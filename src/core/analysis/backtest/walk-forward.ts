import { bucketOf, bucketValue, type Histogram, nothing } from "../../model/index.ts";
import { halfLifeDays, margins, rules } from "./rules.ts";

/** What the past of one workload says about one rule. */
export interface RuleHistory {
  /** What the rule gives on all days. */
  readonly base: number;
  /** For each margin: share of the time above margin times base, 0 to 1, mean over the cuts. */
  readonly above: Float64Array;
  /** The same share of the last days themselves, which the base was read off, too: the next ones will not be kinder. */
  readonly lately: Float64Array;
}

/** One workload's rules, tried on its own past. */
export interface WalkForward {
  /** Same order as `rules`. */
  readonly rules: readonly RuleHistory[];
  /** How many times a value was chosen on the past and scored on the days after it. */
  readonly cuts: number;
  readonly peak: number;
}

// Three days in a row hold a working day, whichever they are. Two may be a weekend, and then every Monday is a surprise
// that no value chosen on a week meets.
const firstCut = 3;
// A value that is proposed stays for about a week before it is looked at again.
const scoredDays = 7;

/**
 * Walks through the days: at each cut, every rule is read off the days before it and scored on up to seven days after
 * it. Days are ascending; those on which nothing ran are absent, so that Jobs are walked through by run. Costs a few
 * passes over the buckets for each day.
 */
export function walkForward(days: readonly Histogram[]): WalkForward {
  const walk = new Walk(days);
  const sums = rules.map(() => new Float64Array(margins.length));
  let cuts = 0;
  for (const [cut, day] of days.entries()) {
    if (cut >= firstCut) {
      const future = walk.future(cut);
      for (const [index, base] of walk.bases().entries()) {
        const sum = sums[index];
        if (sum !== undefined) future.addSharesAbove(base, sum);
      }
      cuts += 1;
    }
    walk.learn(day);
  }
  const bases = walk.bases();
  const last = walk.future(Math.max(0, days.length - scoredDays));
  return {
    rules: sums.map((sum, index) => {
      const base = bases[index] ?? 0;
      const lately = new Float64Array(margins.length);
      last.addSharesAbove(base, lately);
      return { base, above: cuts === 0 ? sum : sum.map((share) => share / cuts), lately };
    }),
    cuts,
    peak: walk.peak,
  };
}

/** Share of the time above what a rule times a margin, or a fixed value, would have been, mean over the same cuts. */
export function scoreOnCuts(
  days: readonly Histogram[],
  valueAt: (bases: readonly number[]) => number,
): number | null {
  const walk = new Walk(days);
  let sum = 0;
  let cuts = 0;
  for (const [cut, day] of days.entries()) {
    if (cut >= firstCut) {
      sum += walk.future(cut).shareAbove(valueAt(walk.bases()));
      cuts += 1;
    }
    walk.learn(day);
  }
  return cuts === 0 ? null : sum / cuts;
}

class Walk {
  readonly #days: readonly Histogram[];
  readonly #first: number;
  readonly #past: Float64Array;
  #pastZero = 0;
  #pastSeconds = 0;
  peak = 0;

  constructor(days: readonly Histogram[]) {
    this.#days = days;
    const filled = days.filter(({ seconds }) => seconds.length > 0);
    const end = filled.reduce((most, { first, seconds }) => Math.max(most, first + seconds.length), 0);
    this.#first = filled.reduce((least, { first }) => Math.min(least, first), end);
    this.#past = new Float64Array(Math.max(0, end - this.#first));
  }

  learn({ first, seconds, zeroSeconds, max }: Histogram): void {
    const keep = 0.5 ** (1 / halfLifeDays);
    for (let at = 0; at < this.#past.length; at += 1) this.#past[at] = (this.#past[at] ?? 0) * keep;
    this.#pastZero = this.#pastZero * keep + zeroSeconds;
    this.#pastSeconds = this.#pastSeconds * keep + zeroSeconds;
    for (let at = 0; at < seconds.length; at += 1) {
      const one = seconds[at] ?? 0;
      const to = first - this.#first + at;
      this.#past[to] = (this.#past[to] ?? 0) + one;
      this.#pastSeconds += one;
    }
    this.peak = Math.max(this.peak, max);
  }

  bases(): readonly number[] {
    return rules.map(({ quantile }) => (quantile === 1 ? this.peak : this.#quantile(quantile)));
  }

  future(cut: number): Future {
    return new Future(this.#days.slice(cut, cut + scoredDays), this.#first, this.#past.length);
  }

  #quantile(share: number): number {
    const wanted = this.#pastSeconds * share * (1 - 1e-12);
    let passed = this.#pastZero;
    if (passed >= wanted) return 0;
    for (let at = 0; at < this.#past.length; at += 1) {
      passed += this.#past[at] ?? 0;
      if (passed >= wanted) return Math.min(this.peak, bucketValue(this.#first + at));
    }
    return this.peak;
  }
}

/** A few days as one, summed up from the top so that each look costs one step. */
class Future {
  readonly #first: number;
  /** Seconds in each bucket and above it. */
  readonly #from: Float64Array;
  readonly #total: number;
  readonly #max: number;

  constructor(days: readonly Histogram[], firstBucket: number, buckets: number) {
    const from = new Float64Array(buckets + 1);
    let zero = 0;
    let max = 0;
    for (const { first, seconds, zeroSeconds, max: highest } of days) {
      for (let at = 0; at < seconds.length; at += 1) {
        const to = first - firstBucket + at;
        from[to] = (from[to] ?? 0) + (seconds[at] ?? 0);
      }
      zero += zeroSeconds;
      max = Math.max(max, highest);
    }
    for (let at = buckets - 1; at >= 0; at -= 1) from[at] = (from[at] ?? 0) + (from[at + 1] ?? 0);
    this.#first = firstBucket;
    this.#from = from;
    this.#total = zero + (from[0] ?? 0);
    this.#max = max;
  }

  addSharesAbove(base: number, sums: Float64Array): void {
    for (const [index, margin] of margins.entries()) {
      const share = this.shareAbove(base * margin);
      // Margins ascend: no higher one is passed either.
      if (share === 0) return;
      sums[index] = (sums[index] ?? 0) + share;
    }
  }

  shareAbove(value: number): number {
    if (this.#total === 0 || value >= this.#max) return 0;
    if (value < nothing) return (this.#from[0] ?? 0) / this.#total;
    const at = bucketOf(value) - this.#first;
    if (at < 0) return (this.#from[0] ?? 0) / this.#total;
    // Half of the bucket that the value lies in: both ends are within the error of the histogram.
    return ((this.#from[at] ?? 0) + (this.#from[at + 1] ?? 0)) / 2 / this.#total;
  }
}
