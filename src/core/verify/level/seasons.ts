import { mean, median } from "../robust.ts";

/** How the same hour of earlier days says what to expect without any change. */
export interface Season {
  readonly name: "none" | "day" | "week";
  /** Expected value at an hour, from other repetitions of it before the change; NaN where there are too few. */
  expect(values: Float64Array, at: number, end: number): number;
  /** The level of an hour before it came: of the week, or of the weeks before. */
  before(values: Float64Array, at: number, hours: number): number;
}

const day = 24;
const week = 7 * day;

const none: Season = {
  name: "none",
  expect: () => 0,
  before: weekBefore,
};

const daily: Season = {
  name: "day",
  expect: (values, at, end) => typical(repetitions(values, at, day, end), 5, median),
  before: weekBefore,
};

// Of three or four weeks, a mean uses more than a median does.
const weekly: Season = {
  name: "week",
  expect: (values, at, end) => typical(repetitions(values, at, week, end), 3, mean),
  before: (values, at) => typical(earlier(values, at, week, 1, 3), 1, mean),
};

export const seasons: readonly Season[] = [daily, weekly, none];

function weekBefore(values: Float64Array, at: number, hours: number): number {
  return typical(earlier(values, at, day, Math.ceil(hours / day), 7), 3, median);
}

/** The other repetitions of an hour: leaving the hour itself out keeps an odd day from excusing itself. */
function repetitions(values: Float64Array, at: number, period: number, end: number): readonly number[] {
  const found: number[] = [];
  for (let other = at % period; other < end; other += period) {
    const value = values[other] ?? Number.NaN;
    if (other !== at && !Number.isNaN(value)) found.push(value);
  }
  return found;
}

function earlier(
  values: Float64Array,
  at: number,
  period: number,
  first: number,
  last: number,
): readonly number[] {
  const found: number[] = [];
  for (let back = first; back <= last; back += 1) {
    const value = values[at - back * period] ?? Number.NaN;
    if (!Number.isNaN(value)) found.push(value);
  }
  return found;
}

function typical(
  found: readonly number[],
  least: number,
  middle: (values: readonly number[]) => number,
): number {
  return found.length < least ? Number.NaN : middle(found);
}
