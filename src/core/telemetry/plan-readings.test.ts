import fc from "fast-check";
import { expect, test } from "vitest";
import { duration, instant, windowEndingAt } from "../model/index.ts";
import { type NamespaceHistory, overlap } from "./history.ts";
import { halvesOf, type NamespaceToRead, planReadings } from "./plan-readings.ts";

const now = instant(Date.UTC(2026, 10, 20, 12));
const window = windowEndingAt(now, duration(14, "d"));

function namespaces(count: number, size: number, readTo: number | null = null): readonly NamespaceToRead[] {
  const history = readTo === null ? null : ({ readTo: instant(readTo) } as NamespaceHistory);
  return Array.from({ length: count }, (_, index) => ({ name: `ns-${index}`, size, history }));
}

test("an hour of twenty namespaces is one reading, two weeks of them are many", () => {
  const anHourAgo = now - duration(1, "h");

  expect(planReadings(namespaces(20, 50, anHourAgo), window)).toHaveLength(1);
  expect(planReadings(namespaces(20, 50), window)).toHaveLength(20);
});

test("what was read to another moment is another reading, each from a little before it", () => {
  const [anHourAgo, twoHoursAgo] = [now - duration(1, "h"), now - duration(2, "h")];

  const readings = planReadings(
    [...namespaces(2, 5, anHourAgo), ...namespaces(1, 5, twoHoursAgo), ...namespaces(1, 5)],
    window,
  );

  expect(readings.map(({ span, namespaces: some }) => [span.from, some.length])).toEqual([
    [anHourAgo - overlap, 2],
    [twoHoursAgo - overlap, 1],
    [window.from - overlap, 1],
  ]);
});

test("every namespace is read once, and no reading is too large unless a single one is", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20_000), { maxLength: 300 }), (sizes) => {
      const all = sizes.map((size, index) => ({ name: `ns-${index}`, size, history: null }));

      const readings = planReadings(all, window);

      expect(readings.flatMap(({ namespaces: some }) => some)).toEqual(all);
      for (const { namespaces: some } of readings) {
        const samples = some.reduce((sum, { size }) => sum + (size * 14 * 86_400 * 2) / 30, 0);
        expect(some.length === 1 || samples <= 4_000_000).toBe(true);
        expect(some.length).toBeLessThanOrEqual(100);
      }
    }),
  );
});

test("a reading that was too much is taken in halves, down to single namespaces", () => {
  const [reading] = planReadings(namespaces(3, 1, now), window);
  if (reading === undefined) throw new Error("there is no reading");

  const halves = halvesOf(reading);

  expect(halves?.map(({ namespaces: some }) => some.map(({ name }) => name))).toEqual([
    ["ns-0", "ns-1"],
    ["ns-2"],
  ]);
  expect(halves?.map(halvesOf)[1]).toBeNull();
});
