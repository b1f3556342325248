import { mean, median } from "../robust.ts";
import { ranksOf } from "./ranks.ts";
import { shiftInterval } from "./shift-interval.ts";

/** The labels of Kayenta's judge for one metric. */
export type MannWhitneyLabel = "pass" | "high" | "low" | "no-data" | "no-data-fail" | "error";

export interface MannWhitneyClass {
  readonly label: MannWhitneyLabel;
  readonly isCritical: boolean;
  /** Mean after over mean before; `null` where either is zero. */
  readonly meanRatio: number | null;
}

export interface MannWhitneyOptions {
  readonly direction: "increase" | "decrease" | "either";
  /** Share of the estimated shift that its confidence interval has to clear. */
  readonly tolerance: number;
  readonly confidence: number;
  readonly effectSize: "mean-ratio" | "cles";
  /** Effects between these pass. */
  readonly allowed: EffectBounds;
  /** Where it is a critical metric, effects beyond these fail the whole. */
  readonly critical: EffectBounds | null;
  readonly missing: "remove" | "replace";
  readonly isDataRequired: boolean;
}

export interface EffectBounds {
  readonly decrease: number;
  readonly increase: number;
}

/** What NetflixACAJudge-v1.0 uses where its configuration says nothing. */
export const mannWhitneyDefaults: MannWhitneyOptions = {
  direction: "either",
  tolerance: 0.25,
  confidence: 0.98,
  effectSize: "mean-ratio",
  allowed: { decrease: 1, increase: 1 },
  critical: null,
  missing: "remove",
  isDataRequired: false,
};

/**
 * Kayenta's classification of a metric after against before. An optional second opinion: it takes minutes for
 * independent samples, which they are not, so that it alone never rolls a change back.
 */
export function classifyByMannWhitney(
  after: Float64Array,
  before: Float64Array,
  options: MannWhitneyOptions = mannWhitneyDefaults,
): MannWhitneyClass {
  const trivial = trivialClass(after, before, options);
  if (trivial !== null) return trivial;
  const ratio = meanRatio(after, before);
  const effect = options.effectSize === "cles" ? commonLanguageEffect(after, before) : ratio;
  const label = labelOf(after, before, effect, options);
  const { critical } = options;
  const isCritical =
    critical !== null &&
    (label === "error" ||
      (label === "high" && (effect ?? Infinity) >= critical.increase) ||
      (label === "low" && (effect ?? -Infinity) <= critical.decrease));
  return { label, isCritical, meanRatio: ratio };
}

function trivialClass(
  after: Float64Array,
  before: Float64Array,
  { missing, isDataRequired, critical }: MannWhitneyOptions,
): MannWhitneyClass | null {
  const pass: MannWhitneyClass = { label: "pass", isCritical: false, meanRatio: 1 };
  if (after.length === 0 || before.length === 0) {
    if (missing === "replace") return pass;
    if (isDataRequired && critical === null) return { ...pass, label: "no-data-fail" };
    return { ...pass, label: "no-data", isCritical: critical !== null };
  }
  const [left, right] = [after.toSorted(), before.toSorted()];
  const isSame = left.length === right.length && left.every((value, index) => value === right[index]);
  const isOneValue = new Set([...left, ...right]).size === 1;
  return isSame || isOneValue ? pass : null;
}

function labelOf(
  after: Float64Array,
  before: Float64Array,
  effect: number | null,
  { direction, tolerance, confidence, allowed }: MannWhitneyOptions,
): MannWhitneyLabel {
  const shift = shiftOf(after, before, confidence);
  if (shift === null) return "error";
  const bound = tolerance * Math.abs(shift.estimate);
  const mayRise = direction !== "decrease";
  const mayFall = direction !== "increase";
  if (mayRise && shift.lower > bound && (effect ?? Infinity) >= allowed.increase) return "high";
  if (mayFall && shift.upper < -bound && (effect ?? -Infinity) <= allowed.decrease) return "low";
  return "pass";
}

// The root finder stops within an absolute 1e-4, which must be small for the samples: shares and seconds are not.
const scaledTo = 1000;

function shiftOf(after: Float64Array, before: Float64Array, confidence: number) {
  const isConstant = new Set(after).size === 1 && new Set(before).size === 1;
  // Kayenta adds noise of 1e-5 of the value so that its test can be inverted; the shift of two constants is known.
  if (isConstant) {
    const shift = (after[0] ?? 0) - (before[0] ?? 0);
    return { lower: shift, upper: shift, estimate: shift };
  }
  const level =
    median([...after, ...before].map(Math.abs)) || Math.max(...[...after, ...before].map(Math.abs));
  const scale = (values: Float64Array): Float64Array => values.map((value) => (value / level) * scaledTo);
  return shiftInterval(scale(after), scale(before), confidence);
}

function meanRatio(after: Float64Array, before: Float64Array): number | null {
  const [above, below] = [mean(after), mean(before)];
  return above === 0 || below === 0 ? null : above / below;
}

/** Share of pairs in which the later is the greater, ties counting half (Vargha and Delaney 2000). */
export function commonLanguageEffect(after: Float64Array, before: Float64Array): number {
  const [m, n] = [after.length, before.length];
  const { ranks } = ranksOf(Float64Array.from([...after, ...before]));
  const rankSum = ranks.subarray(0, m).reduce((sum, rank) => sum + rank, 0);
  return (2 * rankSum - m * (m + 1)) / (2 * n * m);
}
