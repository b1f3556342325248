import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  duration,
  formatDuration,
  formatInstant,
  instant,
  lengthOf,
  parseDuration,
  parseInstant,
  windowEndingAt,
} from "./instant.ts";

describe("a duration", () => {
  test.each([
    ["14d", 14 * 86_400_000],
    ["2w", 14 * 86_400_000],
    ["1h30m", 5_400_000],
    ["1y", 365 * 86_400_000],
    ["1s500ms", 1500],
  ])("%s is read as Prometheus reads it", (text, millis) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: millis });
  });

  test.each(["", "14", "d", "1h1h", "5m10", "30m1h", "1.5h", "-1h", "0s", "1 h"])("%j is refused", (text) => {
    expect(parseDuration(text).ok).toBe(false);
  });

  test("printed, it reads back as the same length", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 12 }), (millis) => {
        const length = duration(millis, "ms");
        expect(parseDuration(formatDuration(length))).toEqual({ ok: true, value: length });
      }),
    );
  });
});

describe("an instant", () => {
  test("is printed and read in UTC with whole seconds", () => {
    const at = instant(Date.UTC(2026, 10, 24, 6, 7, 8, 900));

    expect(formatInstant(at)).toBe("2026-11-24T06:07:08Z");
    expect(parseInstant("2026-11-24T06:07:08Z")).toBe(Date.UTC(2026, 10, 24, 6, 7, 8));
    expect(parseInstant("2026-11-24T07:07:08+01:00")).toBe(Date.UTC(2026, 10, 24, 6, 7, 8));
  });

  test.each(["2026-11-24", "yesterday", "2026-13-01T00:00:00Z", ""])("%j is not read as one", (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test("a window keeps its length", () => {
    expect(lengthOf(windowEndingAt(instant(10_000), duration(4, "s")))).toBe(4000);
  });
});
