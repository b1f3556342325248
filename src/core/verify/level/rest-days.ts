const week = 7 * 24;
const rest = 48;

/**
 * Whether an hour belongs to the two days in a row, every week, that differ most from the other days: the weekend,
 * wherever people live and whenever it begins there. `levels` are without what is usual at their hour of the day.
 */
export function restDays(levels: Float64Array, end: number): (at: number) => boolean {
  const { sums, counts } = ofWeek(levels, end);
  const [sum, count] = [total(sums, 0, week), total(counts, 0, week)];
  let start = 0;
  let widest = 0;
  for (let from = 0; from < week; from += 1) {
    const [resting, hours] = [total(sums, from, rest), total(counts, from, rest)];
    const gap = Math.abs(resting / hours - (sum - resting) / (count - hours));
    if (gap > widest) {
      widest = gap;
      start = from;
    }
  }
  return (at) => (at + week - start) % week < rest;
}

/** Sums and counts of the levels before `end`, by the hour of the week. */
function ofWeek(levels: Float64Array, end: number): Record<"sums" | "counts", Float64Array> {
  const sums = new Float64Array(week);
  const counts = new Float64Array(week);
  for (let at = 0; at < end; at += 1) {
    const level = levels[at] ?? Number.NaN;
    if (Number.isNaN(level)) continue;
    sums[at % week] = (sums[at % week] ?? 0) + level;
    counts[at % week] = (counts[at % week] ?? 0) + 1;
  }
  return { sums, counts };
}

function total(values: Float64Array, from: number, length: number): number {
  let sum = 0;
  for (let at = from; at < from + length; at += 1) sum += values[at % week] ?? 0;
  return sum;
}
