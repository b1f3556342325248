import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalQuantile } from "../normal.ts";
import { classifyByMannWhitney, commonLanguageEffect, mannWhitneyDefaults } from "./classify.ts";
import { shiftInterval, shiftScore } from "./shift-interval.ts";

interface Vectors {
  readonly intervals: readonly {
    readonly name: string;
    readonly x: number[];
    readonly y: number[];
    readonly confidence: number;
    readonly lower: number;
    readonly upper: number;
    readonly estimate: number;
  }[];
  readonly diff: { readonly x: number[]; readonly y: number[]; readonly at0: number; readonly at5: number };
  readonly classes: readonly {
    readonly name: string;
    readonly experiment: number[];
    readonly control: number[];
    readonly tolerance: number;
    readonly confidence: number;
    readonly allowed: readonly [number, number?];
    readonly critical: readonly [number, number?];
    readonly measure: "cles" | "mean-ratio";
    readonly direction: "increase" | "decrease" | "either";
    readonly isCritical: boolean;
    readonly replace: boolean;
    readonly label: "Pass" | "High" | "Low" | "Nodata";
    readonly critical_expected: boolean | null;
  }[];
}

const file = new URL("../../../../test/fixtures/statistics/mann-whitney.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vectors;
const labels = { Pass: "pass", High: "high", Low: "low", Nodata: "no-data" } as const;

describe("the shift between two samples", () => {
  test.each(vectors.intervals)("is as published: $name", ({ x, y, confidence, lower, upper, estimate }) => {
    const shift = shiftInterval(Float64Array.from(x), Float64Array.from(y), confidence);

    expect(shift?.lower).toBeCloseTo(lower, 6);
    expect(shift?.upper).toBeCloseTo(upper, 6);
    // Kayenta holds its own estimate to 1e-4 here; the others to 1e-6.
    expect(Math.abs((shift?.estimate ?? Number.NaN) - estimate)).toBeLessThan(1e-4);
  });

  test("of four against four is as published", () => {
    const shift = shiftInterval(Float64Array.of(10, 20, 30, 40), Float64Array.of(1, 2, 3, 4), 0.95);

    expect(shift?.lower).toBeCloseTo(6, 6);
    expect(shift?.upper).toBeCloseTo(39, 6);
    expect(shift?.estimate).toBeCloseTo(22.5, 6);
  });

  test("has the published scores on the way", () => {
    const [x, y] = [Float64Array.from(vectors.diff.x), Float64Array.from(vectors.diff.y)];

    expect(shiftScore(x, y, 0)).toBeCloseTo(vectors.diff.at0, 6);
    expect(shiftScore(x, y, 5)).toBeCloseTo(vectors.diff.at5, 5);
    expect(normalQuantile(0.01)).toBeCloseTo(-2.326348, 6);
    expect(normalQuantile(0.025)).toBeCloseTo(-1.9599639845400536, 12);
  });

  test("of samples that are all tied is not known", () => {
    expect(shiftInterval(Float64Array.of(1, 1), Float64Array.of(1, 1), 0.95)).toBeNull();
  });
});

describe("the classification of a metric", () => {
  test.each(vectors.classes)("is as published: $name", (vector) => {
    const [decrease, increase = decrease] = vector.allowed;
    const [criticalDecrease, criticalIncrease = criticalDecrease] = vector.critical;
    const found = classifyByMannWhitney(
      Float64Array.from(vector.experiment),
      Float64Array.from(vector.control),
      {
        ...mannWhitneyDefaults,
        direction: vector.direction,
        tolerance: vector.tolerance,
        confidence: vector.confidence,
        effectSize: vector.measure,
        allowed: { decrease, increase },
        critical: vector.isCritical ? { decrease: criticalDecrease, increase: criticalIncrease } : null,
        missing: vector.replace ? "replace" : "remove",
      },
    );

    expect(found.label).toBe(labels[vector.label]);
    if (vector.critical_expected !== null) expect(found.isCritical).toBe(vector.critical_expected);
  });

  test("does not depend on the unit, which the absolute tolerance of the published root finder does", () => {
    const values = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(values, values, fc.constantFrom(1e-9, 1e-3, 1e6), (after, before, unit) => {
        const inUnit = (sample: number[]) => Float64Array.from(sample, (value) => value * unit);
        expect(classifyByMannWhitney(inUnit(after), inUnit(before)).label).toBe(
          classifyByMannWhitney(Float64Array.from(after), Float64Array.from(before)).label,
        );
      }),
      { numRuns: 60 },
    );
  });

  test("of missing data that is required fails, and is never a pass", () => {
    const none = new Float64Array();

    expect(
      classifyByMannWhitney(none, Float64Array.of(1), { ...mannWhitneyDefaults, isDataRequired: true }).label,
    ).toBe("no-data-fail");
    expect(classifyByMannWhitney(Float64Array.of(1), none).label).toBe("no-data");
  });

  test("measures how often one is above the other", () => {
    expect(commonLanguageEffect(Float64Array.of(3, 4), Float64Array.of(1, 2))).toBe(1);
    expect(commonLanguageEffect(Float64Array.of(1, 2), Float64Array.of(1, 2))).toBe(0.5);
  });
});
