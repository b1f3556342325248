import { describe, expect, test } from "vitest";
import { type Duration, duration } from "../model/index.ts";
import { budgetRemaining, burningPairs, burnPairs } from "./burn-rate.ts";

const month = duration(30, "d");

describe("burn rates", () => {
  test("have the factors of the SRE Workbook for 30 days, and of Sloth for 28", () => {
    expect(burnPairs(month).map(({ factor }) => factor)).toEqual([
      expect.closeTo(14.4, 9),
      expect.closeTo(6, 9),
      expect.closeTo(3, 9),
      expect.closeTo(1, 9),
    ]);
    expect(burnPairs(duration(28, "d")).map(({ factor }) => factor)).toEqual([
      expect.closeTo(13.44, 9),
      expect.closeTo(5.6, 9),
      expect.closeTo(2.8, 9),
      expect.closeTo(28 / 30, 9),
    ]);
  });

  const burning = (errors: (window: Duration) => number | null, since: Duration | null = null) =>
    burningPairs({ objective: 0.999, period: month, errors, since }).map(({ severity, rate }) => [
      severity,
      rate,
    ]);

  test("page where both windows of a pair burn", () => {
    expect(burning(() => 0.02)[0]).toEqual(["page", expect.closeTo(20, 9)]);
  });

  test("are quiet where it is over, and where nothing was counted", () => {
    expect(
      burning((window) => (window < duration(1, "h") ? 0 : 0.02)).filter(([kind]) => kind === "page"),
    ).toEqual([]);
    expect(burning(() => null)).toEqual([]);
  });

  test("are looked at since the change only", () => {
    const asked: number[] = [];
    burning(
      (window) => {
        asked.push(window);
        return 0;
      },
      duration(10, "m"),
    );

    expect(Math.max(...asked)).toBe(duration(10, "m"));
  });
});

describe("the error budget that is left", () => {
  test.each([
    [0, 1],
    [0.0005, 0.5],
    [0.001, 0],
    [0.002, -1],
    [null, null],
  ])("after an error ratio of %s is %s", (ratio, left) => {
    const remaining = budgetRemaining(ratio, 0.999);
    if (left === null) expect(remaining).toBeNull();
    else expect(remaining).toBeCloseTo(left, 9);
  });
});
