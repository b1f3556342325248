import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { designKinds, seriesOf } from "../../../../bench/verify/series-kinds.ts";
import type { Samples } from "./hourly-levels.ts";
import { judgeLevel, type LevelFinding, type LevelInput } from "./judge-level.ts";
import { studentQuantile } from "./worse.ts";

const day = 86_400;
const [latency] = seriesOf("latency", designKinds.drifting, { count: 1, days: 45, seed: 11 });
if (latency === undefined) throw new Error("no series");
const moment = (latency.times[0] ?? 0) + 36.3 * day;

function judged(samples: Samples, input: Partial<LevelInput> = {}, at = moment): LevelFinding {
  return judgeLevel(
    { name: "latency", samples, controls: [], isWorse: "higher", leastRise: 0.05, margin: 0.1, ...input },
    { liveAt: at, now: at + day, together: 1 },
  );
}

function changed(value: (value: number, isAfter: boolean, index: number) => number): Samples {
  const { times, values } = latency ?? { times: new Float64Array(), values: new Float64Array() };
  return { times, values: values.map((one, index) => value(one, (times[index] ?? 0) >= moment, index)) };
}

function times(factor: number): Samples {
  return changed((value, isAfter) => (isAfter ? value * factor : value));
}

const weight: Readonly<Record<string, number>> = { "not-worse": 0, "cannot-tell": 1, worse: 2 };

describe("a level after a change", () => {
  test("that stays as it was is not called worse", () => {
    expect(judged(times(1)).kind).not.toBe("worse");
  });

  test("that rises by a third is worse, by about a third", () => {
    const finding = judged(times(1.35));

    expect(finding.kind).toBe("worse");
    expect(finding.kind === "worse" ? finding.rise : 0).toBeGreaterThan(0.2);
    expect(finding.kind === "worse" ? finding.rise : 1).toBeLessThan(0.55);
  });

  test("that falls by a third is worse only where lower is worse", () => {
    expect(judged(times(0.7)).kind).not.toBe("worse");
    expect(judged(times(0.7), { isWorse: "lower" }).kind).toBe("worse");
  });

  test("that rises as an unchanged sibling does is not the change's doing", () => {
    const finding = judged(times(1.35), { controls: [times(1.35)] });

    expect(finding.kind).not.toBe("worse");
  });

  test("that spikes for ten minutes in every hour is not worse", () => {
    expect(
      judged(changed((value, isAfter, index) => (isAfter && index % 12 < 2 ? value * 20 : value))).kind,
    ).not.toBe("worse");
  });

  test("that steps up half a day later is not blamed on the change", () => {
    const late = changed((value, _, index) =>
      (latency.times[index] ?? 0) > moment + day / 2 ? value * 2 : value,
    );

    expect(judged(late).kind).toBe("cannot-tell");
  });

  test("that only comes back from a dip is not worse", () => {
    const dip = changed((value, isAfter, index) =>
      !isAfter && (latency.times[index] ?? 0) > moment - day ? value * 0.6 : value,
    );

    expect(judged(dip).kind).not.toBe("worse");
  });
});

describe("no data never says that all is well", () => {
  const before = (samples: Samples, until: number): Samples => {
    const count = samples.times.filter((time) => time < until).length;
    return { times: samples.times.slice(0, count), values: samples.values.slice(0, count) };
  };

  test("after the change", () => {
    expect(judged(before(times(1), moment)).kind).toBe("not-measured");
  });

  test("at all", () => {
    expect(judged({ times: new Float64Array(), values: new Float64Array() }).kind).toBe("not-measured");
  });

  test("of zeros alone", () => {
    expect(judged(changed(() => 0)).kind).toBe("not-measured");
  });

  test("of less than a week", () => {
    const start = moment - 4 * day;
    const late = latency.times.findIndex((time) => time >= start);
    const short = { times: latency.times.slice(late), values: latency.values.slice(late) };

    expect(judged(short)).toEqual({ kind: "short-record", days: 4 });
  });
});

describe("whatever the series", () => {
  const factor = fc.double({ min: 0.5, max: 2, noNaN: true });

  test("the unit of the values changes nothing", () => {
    fc.assert(
      fc.property(factor, fc.constantFrom(1e-9, 0.001, 1000, 1e12), (rise, unit) => {
        const [one, other] = [times(rise), times(rise)];
        expect(judged({ ...other, values: other.values.map((value) => value * unit) }).kind).toBe(
          judged(one).kind,
        );
      }),
      { numRuns: 6 },
    );
  });

  test("the date changes nothing", () => {
    const shifted = times(1.3);
    const weeks = 10 * 7 * day;

    expect(
      judged({ ...shifted, times: shifted.times.map((time) => time + weeks) }, {}, moment + weeks),
    ).toEqual(judged(shifted));
  });

  test("a larger rise never looks better", () => {
    fc.assert(
      fc.property(factor, factor, (one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        const [less, more] = [judged(times(small)), judged(times(large))];
        expect(weight[more.kind]).toBeGreaterThanOrEqual(weight[less.kind] ?? Number.NaN);
      }),
      { numRuns: 8 },
    );
  });

  test("more noise from day to day makes no certainty: neither that it is worse nor that it is not", () => {
    const noisy = (amplitude: number, factor: number): Samples =>
      changed(
        (value, isAfter, index) =>
          value * Math.exp(amplitude * Math.sin(1.7 * Math.floor(index / 288))) * (isAfter ? factor : 1),
      );

    expect(judged(noisy(0, 1.35)).kind).toBe("worse");
    for (const amplitude of [0.3, 1]) {
      expect(judged(noisy(amplitude, 1)).kind).toBe("cannot-tell");
      expect(judged(noisy(amplitude, 1.1)).kind).toBe("cannot-tell");
    }
  });
});

// scipy 1.17: stats.t.ppf(stats.norm.cdf(3), freedom)
test.each([
  [14, 3.6358],
  [27, 3.303],
  [56, 3.1396],
])("the threshold for %d degrees of freedom is that of Student's t", (freedom, expected) => {
  expect(studentQuantile(3, freedom)).toBeCloseTo(expected, 2);
});
