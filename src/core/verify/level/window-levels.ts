import { trimmedMean } from "../robust.ts";

// A window says something if six of ten hours of it were measured.
const leastShare = 0.6;

// Without the highest and the lowest quarter of its hours, a window forgets a burst of a few hours.
const trimmed = 0.25;

/** The level of each window of some hours, at the hour where it begins; NaN where too little of it was measured. */
export function windowLevels(levels: Float64Array, hours: number): Float64Array {
  return levels.map((_, from) => {
    if (from + hours > levels.length) return Number.NaN;
    const known = levels.subarray(from, from + hours).filter((level) => !Number.isNaN(level));
    return known.length < hours * leastShare ? Number.NaN : trimmedMean(known, trimmed);
  });
}
