import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketOf, type Histogram, shareAbove } from "../../model/index.ts";
import { calibrate, choose, margins, rules, scoreOnCuts, walkForward } from "./index.ts";

/** A day of equal spans at each of some values. */
function day(...values: readonly number[]): Histogram {
  const first = Math.min(...values.map(bucketOf));
  const seconds = new Float64Array(Math.max(...values.map(bucketOf)) - first + 1);
  for (const value of values)
    seconds[bucketOf(value) - first] = (seconds[bucketOf(value) - first] ?? 0) + 300;
  const sum = values.reduce((total, value) => total + value * 300, 0);
  return { first, seconds, zeroSeconds: 0, samples: values.length, sum, max: Math.max(...values) };
}

const steadyDay = day(0.1, 0.1, 0.1, 0.11);
const steady = Array.from({ length: 14 }, () => steadyDay);
const value = fc.double({ min: 0.01, max: 8, noNaN: true });
const history = fc.array(
  fc.array(value, { minLength: 4, maxLength: 12 }).map((values) => day(...values)),
  { minLength: 5, maxLength: 16 },
);
const scaled = (days: readonly Histogram[], factor: number): readonly Histogram[] =>
  days.map(({ first, seconds, sum, max, ...rest }) => ({
    ...rest,
    first: first + bucketOf(factor),
    seconds,
    sum: sum * factor,
    max: max * factor,
  }));

describe("walking forward", () => {
  test("tries each rule on the days before each cut, and scores it on those after", () => {
    const walk = walkForward([day(1), day(1), day(1), day(2), day(1)]);
    const peak = walk.rules[rules.findIndex(({ id }) => id === "peak")];
    // Beyond the bucket that 1 lies in.
    const one = margins.findIndex((margin) => margin >= 1.05);
    const two = margins.findIndex((margin) => margin >= 2);

    // Before the fourth day the peak is 1, and half of what follows is above it; then it is 2.
    expect(walk.cuts).toBe(2);
    expect(peak?.above[one]).toBeCloseTo(0.25, 10);
    expect(peak?.above[two]).toBe(0);
    expect(peak?.base).toBe(2);
  });

  test("of steady usage finds nothing above it", () => {
    expect(scoreOnCuts(steady, () => 0.12)).toBe(0);
    expect(scoreOnCuts(steady, () => 0.05)).toBe(1);
  });

  test("with too few days says nothing", () => {
    expect(walkForward(steady.slice(0, 3)).cuts).toBe(0);
    expect(scoreOnCuts(steady.slice(0, 3), () => 1)).toBeNull();
    expect(walkForward(steady.slice(0, 4)).cuts).toBe(1);
  });

  test("that begins with a weekend does not take the first Monday for a surprise", () => {
    const [free, working] = [day(0.1, 0.12), day(0.5, 0.52)];
    const week = [free, free, working, working, working, working, working];
    const walk = walkForward([...week, ...week]);
    const peak = walk.rules[rules.findIndex(({ id }) => id === "peak")];

    expect(peak?.above[margins.findIndex((margin) => margin >= 1)]).toBe(0);
  });

  test("scores a fixed value as the days themselves do", () => {
    fc.assert(
      fc.property(history, value, (days, fixed) => {
        const shares = days.slice(3).map((_, index) => {
          const after = days.slice(index + 3, index + 10);
          const seconds = after.map(({ samples }) => samples * 300);
          const above = after.reduce((sum, one, at) => sum + shareAbove(one, fixed) * (seconds[at] ?? 0), 0);
          return above / seconds.reduce((sum, one) => sum + one, 0);
        });
        const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
        // Within the bucket that the value lies in, time is shared out in two ways.
        const slack = days.reduce((most, one) => {
          const inBucket = one.seconds[bucketOf(fixed) - one.first] ?? 0;
          return Math.max(most, inBucket / (one.samples * 300));
        }, 0);

        expect(Math.abs((scoreOnCuts(days, () => fixed) ?? Number.NaN) - mean)).toBeLessThanOrEqual(
          slack + 1e-9,
        );
      }),
    );
  });
});

describe("choosing", () => {
  test("gives steady usage a small margin", () => {
    const walk = walkForward(steady);
    const choice = choose(walk, calibrate([walk], 0.01));

    expect(choice.amount).toBeGreaterThan(0.1);
    expect(choice.amount).toBeLessThan(0.13);
    expect(choice.expected).toBeLessThan(0.01);
  });

  test("lets a rare peak pass where the risk allows it, and covers it where not", () => {
    const spiky = Array.from({ length: 14 }, () => day(...Array.from({ length: 99 }, () => 0.1), 4));
    const walk = walkForward(spiky);

    expect(choose(walk, calibrate([walk], 0.05)).amount).toBeLessThan(0.5);
    expect(choose(walk, calibrate([walk], 0.001)).amount).toBeGreaterThan(3.5);
  });

  test("what is too young to be walked through is not given less than it used, whatever others did", () => {
    const walk = walkForward(steady.slice(0, 2));
    const calmer = walkForward(Array.from({ length: 14 }, (_, index) => day(index < 7 ? 0.4 : 0.1)));
    const fleet = [walk, ...Array.from({ length: 50 }, () => calmer)];
    const choice = choose(walk, calibrate(fleet, 0.05));

    expect(walk.cuts).toBe(0);
    expect(choice.amount).toBeGreaterThan(0.1);
    expect(choice.expected).toBeGreaterThanOrEqual(shareAbove(steadyDay, choice.amount) - 1e-9);
  });

  test("more risk never gives a larger request", () => {
    fc.assert(
      fc.property(
        fc.array(history, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
        fc.double({ min: 1, max: 20, noNaN: true }),
        (fleet, risk, factor) => {
          const walks = fleet.map(walkForward);
          const careful = calibrate(walks, risk);
          const daring = calibrate(walks, Math.min(0.5, risk * factor));
          for (const walk of walks) {
            expect(choose(walk, daring).amount).toBeLessThanOrEqual(choose(walk, careful).amount);
          }
        },
      ),
    );
  });

  test("doubling all usage doubles every answer", () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), (fleet) => {
        const factor = 2;
        const once = fleet.map((days) => walkForward(days));
        const twice = fleet.map((days) => walkForward(scaled(days, factor)));
        const [before, after] = [calibrate(once, 0.01), calibrate(twice, 0.01)];
        for (const [index, walk] of once.entries()) {
          const double = twice[index];
          if (double === undefined) continue;
          const ratio = choose(double, after).amount / choose(walk, before).amount;
          expect(Math.abs(ratio / factor - 1)).toBeLessThan(0.06);
        }
      }),
    );
  });

  test("no value passes the peak by more than a little", () => {
    fc.assert(
      fc.property(history, (days) => {
        const walk = walkForward(days);
        expect(choose(walk, calibrate([walk], 0.0001)).amount).toBeLessThanOrEqual(walk.peak * 1.4001);
      }),
    );
  });

  test("where a fleet is small, neither one workload that nothing helps nor one that never moves sets the price", () => {
    const doubling = walkForward(Array.from({ length: 14 }, (_, index) => day(0.1 * 2 ** index)));
    const quiet = (count: number) => Array.from({ length: count }, () => walkForward(steady));
    const priceInRisks = (fleet: readonly ReturnType<typeof walkForward>[]): number =>
      calibrate(fleet, 0.01).price / 0.01;

    expect(priceInRisks([])).toBeCloseTo(2.5, 10);
    expect(priceInRisks([doubling, ...quiet(1)])).toBeGreaterThan(1.5);
    expect(priceInRisks([doubling, ...quiet(99)])).toBeLessThan(0.3);
    expect(priceInRisks(quiet(1))).toBeLessThan(4);
    expect(priceInRisks(quiet(99))).toBeGreaterThan(100);
  });

  test("an empty fleet still gives an answer, from what is built in", () => {
    const choice = choose(walkForward(steady), calibrate([], 0.01));

    expect(choice.amount).toBeGreaterThan(0.09);
    expect(choice.amount).toBeLessThan(0.15);
  });
});
