import { normalQuantile } from "../normal.ts";
import type { Contrast } from "./contrast.ts";

/** What decides whether a level got worse. */
export interface WorseRule {
  /** Smallest rise that matters, on the logarithm. */
  readonly leastRise: number;
  /** How many service levels are judged together: each of them gets its part of the error. */
  readonly together: number;
}

/** The looks at which a level is judged, in hours after the change is live. */
export const looks = [1, 3, 6, 24] as const;

// One-sided probability of three standard deviations.
const error = 0.00135;

// From here on one look is enough.
const longHistory = 20;

// An early look has seen little, and there are three of them: alone, one has to be this much surer.
const earlyFactor = 1.3;

// How far an early look has to stand out of all that it came to at any hour of history: two hours of a burst fill a
// look at three, but not one at six. In a day bursts even out.
const beyondHistory: ReadonlyMap<number, number> = new Map([
  [1, 1.6],
  [3, 1.6],
  [6, 1.2],
]);

// A rise that was clearly not there at an earlier look did not come with the change. One hour is too short to say so.
const mostInconsistent = 3;
const leastHoursToDisagree = 3;

/**
 * The contrast that shows the level to be worse, at the earliest look that decides; `null` if none does. Looks ascending;
 * those that could not be measured are left out and break a row of two.
 */
export function firstWorse(contrasts: readonly (Contrast | null)[], rule: WorseRule): Contrast | null {
  const earlier: Contrast[] = [];
  let wasWorse = false;
  for (const contrast of contrasts) {
    if (contrast === null) {
      wasWorse = false;
      continue;
    }
    const isWorse = stands(contrast, rule) && earlier.every((look) => isConsistent(look, contrast));
    if (isWorse && (wasWorse || isEnoughAlone(contrast, rule))) return contrast;
    earlier.push(contrast);
    wasWorse = isWorse;
  }
  return null;
}

/** Rise over its deviation, as deviations of a normal distribution. */
export function deviations({ rise, deviation }: Contrast): number {
  return rise / deviation;
}

function stands(contrast: Contrast, rule: WorseRule): boolean {
  return (
    deviations(contrast) > threshold(contrast, rule) &&
    contrast.rise >= rule.leastRise &&
    // Seen from all sides, so that neither a step of last week nor the end of a dip is taken for the change.
    contrast.leastView >= contrast.rise / 2 &&
    contrast.rise > (beyondHistory.get(contrast.hours) ?? 0) * contrast.highestEver &&
    contrast.rise > contrast.highest
  );
}

function isEnoughAlone(contrast: Contrast, rule: WorseRule): boolean {
  if (contrast.days < longHistory) return false;
  return isLast(contrast) || deviations(contrast) > earlyFactor * threshold(contrast, rule);
}

function isLast({ hours }: Contrast): boolean {
  return hours >= (looks.at(-1) ?? 0);
}

function isConsistent(earlier: Contrast, later: Contrast): boolean {
  const difference = (later.rise - earlier.rise) / earlier.deviation;
  return earlier.hours < leastHoursToDisagree || difference < mostInconsistent;
}

// Five placebos a day overlap: they are worth about two.
const perDay = 2;

/** Three deviations for one level and a long history, more for several levels or few days. */
function threshold({ days }: Contrast, { together }: WorseRule): number {
  return studentQuantile(normalQuantile(1 - error / Math.max(1, together)), perDay * days);
}

/**
 * Quantile of Student's t from that of the normal distribution: a deviation measured on few days is uncertain itself.
 * Three terms of the expansion of Fisher and Cornish (1960).
 */
export function studentQuantile(z: number, freedom: number): number {
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}
