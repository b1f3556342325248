import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { restDays } from "./rest-days.ts";
import { withoutSeasons } from "./seasons.ts";
import { windowLevels } from "./window-levels.ts";

const day = 24;
const week = 7 * day;

/** By sorting each window anew. */
function byDefinition(levels: Float64Array, hours: number): readonly number[] {
  return Array.from(levels, (_, from) => {
    const known = [...levels.slice(from, from + hours)].filter((level) => !Number.isNaN(level));
    if (from + hours > levels.length || known.length < 0.6 * hours) return Number.NaN;
    const cut = Math.floor(known.length / 4);
    const kept = known.toSorted((left, right) => left - right).slice(cut, known.length - cut);
    return kept.reduce((sum, level) => sum + level, 0) / kept.length;
  });
}

test("the level of each window is the mean of the middle half of the hours in it that were measured", () => {
  const level = fc.oneof(
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.constant(Number.NaN),
    fc.constant(1),
  );
  fc.assert(
    fc.property(fc.array(level, { maxLength: 60 }), fc.constantFrom(1, 3, 6, 24), (found, hours) => {
      const levels = Float64Array.from(found);
      const rounded = (values: Iterable<number>): readonly string[] =>
        Array.from(values, (value) => value.toFixed(9).replace(/^-(0\.0+)$/, "$1"));

      expect(rounded(windowLevels(levels, hours))).toEqual(rounded(byDefinition(levels, hours)));
    }),
  );
});

describe("seasons", () => {
  const hours = (value: (at: number) => number): Float64Array =>
    Float64Array.from({ length: 5 * week }, (_, at) => value(at));

  test("two days that differ are found wherever in the week they begin, over its end as well", () => {
    for (const start of [0, 100, 150]) {
      const levels = hours((at) => ((at + week - start) % week < 2 * day ? -0.4 : 0));
      const isRest = restDays(levels, levels.length);

      expect([...levels.keys()].filter(isRest)).toEqual(
        [...levels.keys()].filter((at) => (at + week - start) % week < 2 * day),
      );
    }
  });

  test("a week of quiet weekends leaves nothing once it is taken off", () => {
    const still = hours((at) => (at % day < 12 ? 1 : 0) + (at % week >= 5 * day ? -0.4 : 0));
    const [, , weekly] = withoutSeasons(still, still.length);

    expect(Math.max(...(weekly ?? []).map(Math.abs))).toBeCloseTo(0, 9);
  });

  test("what comes after the moment does not count for what is usual", () => {
    const moment = 4 * week;
    const calm = hours((at) => (at % day) / 100);
    const [, before] = withoutSeasons(calm, moment);
    const [, after] = withoutSeasons(
      calm.map((level, at) => (at < moment ? level : level + 9)),
      moment,
    );

    expect(after?.subarray(0, moment)).toEqual(before?.subarray(0, moment));
    expect(after?.[moment]).toBeCloseTo(9, 9);
  });

  test("an odd hour does not excuse itself", () => {
    const odd = hours((at) => (at === 200 ? 3 : 0));

    expect(withoutSeasons(odd, odd.length)[1]?.[200]).toBe(3);
  });

  test("too few days say nothing", () => {
    const few = Float64Array.from({ length: 5 * day }, () => 1);

    expect(withoutSeasons(few, few.length)[1]?.every(Number.isNaN)).toBe(true);
  });
});
