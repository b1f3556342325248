import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInstant, type Instant, instant } from "../model/index.ts";
import { nextPass } from "./next-pass.ts";
import { retryDelay, shareOf } from "./retry.ts";

const at = (text: string): Instant => instant(Date.parse(text));
const next = (crons: readonly string[], timeZone: string, now: string) => {
  const found = nextPass({ crons, timeZone }, "acme/shop", at(now));
  return found === null ? null : formatInstant(instant(found - Math.floor(300_000 * shareOf("acme/shop"))));
};

test("a schedule is meant in its time zone, in summer and in winter", () => {
  expect(next(["0 6 * * *"], "Europe/Vienna", "2026-07-01T00:00:00Z")).toBe("2026-07-01T04:00:00Z");
  expect(next(["0 6 * * *"], "Europe/Vienna", "2026-12-01T00:00:00Z")).toBe("2026-12-01T05:00:00Z");
});

test("an hour that is left out in spring does not lose a pass", () => {
  expect(next(["30 2 * * *"], "Europe/Vienna", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:30:00Z");
});

test("of several expressions, the first moment counts", () => {
  expect(next(["0 12 * * *", "0 9 * * 1"], "UTC", "2026-11-22T13:00:00Z")).toBe("2026-11-23T09:00:00Z");
});

test("what names no moment, or no time zone, has no next pass", () => {
  for (const [cron, zone] of [
    ["0 0 30 2 *", "UTC"],
    ["nonsense", "UTC"],
    ["0 0 * * *", "Mars/Base"],
  ] as const)
    expect(next([cron], zone, "2026-11-22T13:00:00Z")).toBeNull();
});

test("repositories begin at moments of their own, always the same, within five minutes", () => {
  const now = at("2026-11-22T13:30:00Z");
  const starts = Array.from({ length: 500 }, (_, index) => {
    const repository = `acme/service-${index}`;
    const start = nextPass({ crons: ["0 * * * *"], timeZone: "UTC" }, repository, now);
    expect(start).toBe(nextPass({ crons: ["0 * * * *"], timeZone: "UTC" }, repository, now));
    return (start ?? 0) - at("2026-11-22T14:00:00Z");
  });
  const perMinute = [0, 1, 2, 3, 4].map(
    (minute) => starts.filter((start) => Math.floor(start / 60_000) === minute).length,
  );
  for (const count of perMinute) expect(count).toBeGreaterThan(60);
});

test("a name's share is between 0 and 1, and what failed waits longer each time, up to about an hour", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(shareOf(name)).toBeGreaterThanOrEqual(0);
      expect(shareOf(name)).toBeLessThan(1);
      const delays = [1, 2, 3, 4, 5, 6, 20].map((attempts) => retryDelay(name, attempts) / 1000);
      expect(delays).toEqual(delays.toSorted((a, b) => a - b));
      expect(delays[0]).toBeGreaterThanOrEqual(24);
      expect(delays.at(-1)).toBeLessThanOrEqual(4320);
    }),
  );
});
