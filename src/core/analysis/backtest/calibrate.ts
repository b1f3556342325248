import { fleetPrior, priorWeight } from "./fleet-prior.ts";
import { margins, rules } from "./rules.ts";
import type { WalkForward } from "./walk-forward.ts";

/**
 * What all workloads together teach about one resource: how far the next days pass a value that was chosen on the
 * past, and what headroom may cost so that the stated risk holds on average.
 */
export interface Calibration {
  /** Stated share of the time above the request, 0 to 1. */
  readonly risk: number;
  /** For each rule and margin: expected share of the time above, over all workloads. */
  readonly pooled: readonly Float64Array[];
  /** Mean of the peaks, in the unit of the resource. */
  readonly meanPeak: number;
  /** Share of the time above that as much headroom as the mean peak must save to be worth it. */
  readonly price: number;
  /** How many workloads it was learned from. */
  readonly workloads: number;
}

/** A rule with a margin, and what is expected of it. */
export interface Choice {
  readonly rule: number;
  readonly margin: number;
  readonly amount: number;
  /** Expected share of the time above it: the workload's own past, and that of all others. */
  readonly expected: number;
  /** The same by its own past alone; 0 cuts say nothing. */
  readonly own: number;
  /** The same by all others alone. */
  readonly pooled: number;
  /** What the headroom must be worth, as a share of the time above that it must save. */
  readonly reserved: number;
}

// The past of one workload shows few shifts of its level; ten cuts' worth of what others went through is added to it.
const pooledCuts = 10;
// Stated risk is a promise, and the next week differs from the last: the mean is aimed well below it.
const aimed = 0.35;
// Where no headroom helps, as when a workload was just doubled, the others must not pay for it without end.
const leastPrice = 0.2;
// The price that is usual, in units of the stated risk: about what the public traces came to.
const usualPrice = 2.5;
// No value passes the peak by more than this, and by an amount that costs the same for small and large.
const overPeak = 1.1;
const overPeakOfMean = 0.3;

// From "headroom is dear" down to "it costs nothing", a tenth a step.
const prices: readonly number[] = Array.from({ length: 160 }, (_, index) => 3 * 0.9 ** index);

/** Learns from the walk-forward of every workload. With few of them, what was learned elsewhere counts more. */
export function calibrate(walks: readonly WalkForward[], risk: number): Calibration {
  const walked = walks.filter(({ cuts, peak }) => cuts > 0 && peak > 0);
  const pooled = rules.map(({ id }, rule) =>
    fleetPrior(id).map((share, margin) => {
      const prior = share * priorWeight;
      const seen = walked.reduce((sum, walk) => sum + (walk.rules[rule]?.above[margin] ?? 0), 0);
      return (seen + prior) / (walked.length + priorWeight);
    }),
  );
  const peaks = walks.filter(({ peak }) => peak > 0);
  const meanPeak = peaks.reduce((sum, { peak }) => sum + peak, 0) / Math.max(1, peaks.length);
  const at = (price: number): Calibration => ({ risk, pooled, meanPeak, price, workloads: walked.length });
  const isEnough = (price: number): boolean => {
    const expected = peaks.reduce((sum, walk) => sum + choose(walk, at(price)).expected, 0);
    return expected <= aimed * risk * peaks.length;
  };
  // Cheaper headroom never means more risk, so the dearest price that is enough is found by halving.
  let [low, high] = [0, prices.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(prices[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return at(settledPrice(Math.max(leastPrice, (prices[low] ?? 0) / risk), peaks.length) * risk);
}

/**
 * Between the price that a fleet came to and the usual one, on a logarithmic scale. Of ten workloads one that nothing
 * helps sets the price of all others, or one that never moved: so the usual price counts like some workloads more.
 */
function settledPrice(found: number, workloads: number): number {
  return found * (usualPrice / found) ** (priorWeight / (workloads + priorWeight));
}

/** The candidate with the best balance of what it reserves and how much of the time it is expected to be passed. */
export function choose(walk: WalkForward, calibration: Calibration): Choice {
  return candidatesOf(walk, calibration).reduce((best, one) => (costOf(one) < costOf(best) ? one : best));
}

/** Each rule with the margin that is best for it, in the order of `rules`. */
export function candidatesOf(walk: WalkForward, calibration: Calibration): readonly Choice[] {
  return rules.map((_, rule) => bestOf(rule, walk, calibration));
}

/** What a candidate reserves and how much of the time it is expected to be passed, as one number. */
function costOf({ reserved, expected }: Choice): number {
  return reserved + expected;
}

function bestOf(rule: number, walk: WalkForward, calibration: Calibration): Choice {
  const meanPeak = calibration.meanPeak > 0 ? calibration.meanPeak : walk.peak;
  const ceiling = overPeak * walk.peak + overPeakOfMean * meanPeak;
  const { base, above } = walk.rules[rule] ?? { base: 0, above: [] };
  let best: Choice | null = null;
  let least = Infinity;
  for (const [index, margin] of margins.entries()) {
    const amount = base * margin;
    if (index > 0 && amount > ceiling) break;
    const own = above[index] ?? 0;
    const pooled = calibration.pooled[rule]?.[index] ?? 0;
    const expected = expectedOf(walk, rule, index, pooled);
    const reserved = calibration.price * (amount / meanPeak);
    const cost = reserved + expected;
    if (cost < least) {
      least = cost;
      best = { rule, margin, amount, expected, own, pooled, reserved };
    }
  }
  return best ?? { rule, margin: 1, amount: 0, expected: 0, own: 0, pooled: 0, reserved: 0 };
}

/** By its own past and that of others, and never less than what lay above in its last days. */
function expectedOf({ rules: own, cuts }: WalkForward, rule: number, margin: number, pooled: number): number {
  const { above, lately } = own[rule] ?? { above: [], lately: [] };
  const blended = ((above[margin] ?? 0) * cuts + pooled * pooledCuts) / (cuts + pooledCuts);
  return Math.max(blended, lately[margin] ?? 0);
}

/** The expected share of the time above any margin on a rule, by the next smaller margin that was tried. */
export function expectedAbove(
  walk: WalkForward,
  { pooled }: Calibration,
  rule: number,
  margin: number,
): number {
  const index = margins.findLastIndex((known) => known <= margin);
  if (index < 0) return 1;
  return expectedOf(walk, rule, index, pooled[rule]?.[index] ?? 0);
}
