import { mean } from "../robust.ts";

const day = 24;
const week = 7 * day;

/** At each hour, its level on earlier days: the middle of the week before, and of that weekday in the three weeks before. */
export function weekBefore(levels: Float64Array, hours: number): readonly Float64Array[] {
  // Days that reach into the window itself are no earlier ones.
  const firstDay = Math.ceil(hours / day);
  return [
    levels.map((_, at) => {
      const found = earlier(levels, at, { period: day, first: firstDay, last: 7 });
      return found.length < 3 ? Number.NaN : middleOf(found);
    }),
    levels.map((_, at) => mean(earlier(levels, at, { period: week, first: 1, last: 3 }))),
  ];
}

// Of at most seven numbers, for each hour of the record: a typed array apiece would cost more than all the rest.
function middleOf(found: readonly number[]): number {
  const ascending = found.toSorted((left, right) => left - right);
  const middle = (ascending.length - 1) / 2;
  return ((ascending[Math.floor(middle)] ?? Number.NaN) + (ascending[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

interface Repetitions {
  readonly period: number;
  readonly first: number;
  readonly last: number;
}

function earlier(levels: Float64Array, at: number, { period, first, last }: Repetitions): readonly number[] {
  const found: number[] = [];
  for (let back = first; back <= last; back += 1) {
    const level = levels[at - back * period] ?? Number.NaN;
    if (!Number.isNaN(level)) found.push(level);
  }
  return found;
}
