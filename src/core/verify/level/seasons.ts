import { quantile } from "../robust.ts";
import { restDays } from "./rest-days.ts";

/** The levels as they are, and less what is usual at the hour of the day, of any day or of working and rest days apart. */
export function withoutSeasons(levels: Float64Array, hoursBefore: number): readonly Float64Array[] {
  const daily = lessUsual(levels, hoursBefore);
  const isRest = restDays(daily, hoursBefore);
  const [rest, work] = [true, false].map((kind) =>
    lessUsual(
      levels.map((level, at) => (isRest(at) === kind ? level : Number.NaN)),
      hoursBefore,
    ),
  );
  const weekly = levels.map((_, at) => (isRest(at) ? rest : work)?.[at] ?? Number.NaN);
  return [levels, daily, weekly];
}

const day = 24;

// Fewer days say too little of what is usual.
const leastDays = 5;

/** Each level less the median of the same hour on other days before `end`; NaN where there are too few of them. */
function lessUsual(levels: Float64Array, end: number): Float64Array {
  const less = new Float64Array(levels.length).fill(Number.NaN);
  for (let hour = 0; hour < Math.min(day, levels.length); hour += 1) {
    const usual = everyDay(levels, hour, end);
    for (let at = hour; at < levels.length; at += day) {
      const level = levels[at] ?? Number.NaN;
      // Leaving the hour itself out keeps an odd day from excusing itself.
      const own = at < end ? usual.indexOf(level) : -1;
      if (usual.length - (own < 0 ? 0 : 1) >= leastDays) less[at] = level - medianWithout(usual, own);
    }
  }
  return less;
}

/** The levels at an hour of the day, ascending. */
function everyDay(levels: Float64Array, hour: number, end: number): Float64Array {
  const found: number[] = [];
  for (let at = hour; at < end; at += day) {
    const level = levels[at] ?? Number.NaN;
    if (!Number.isNaN(level)) found.push(level);
  }
  return Float64Array.from(found).sort();
}

/** The median of ascending numbers without the one at a place; of all of them where the place is -1. */
function medianWithout(ascending: Float64Array, without: number): number {
  if (without < 0) return quantile(ascending, 0.5);
  const middle = (ascending.length - 2) / 2;
  const at = (place: number): number => ascending[place < without ? place : place + 1] ?? Number.NaN;
  return (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
}
