import { Cron, CronPattern } from "croner";
import fc from "fast-check";
import { expect, test } from "vitest";
import { namesADay } from "./cron-days.ts";

const names = (text: string): boolean => namesADay(new CronPattern(text, undefined, { mode: "5-part" }));

/** croner's own search, which gives up with an overflow for some that never come. */
function comes(text: string): boolean {
  try {
    return new Cron(text, { timezone: "UTC", paused: true }).nextRun(new Date("2024-01-01")) !== null;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

test.each([
  ["0 5 * * *", true],
  ["0 0 29 2 *", true],
  ["0 0 29 FEB *", true],
  ["0 0 30 2 *", false],
  ["0 0 31 2,4,6,9,11 *", false],
  ["0 0 30,31 2,4 *", true],
  ["0 0 31 2 1", true],
  ["0 0 31 2 +1", false],
  ["0 0 L 2 *", true],
  ["0 0 31W 2 *", false],
])("%s names a day: %s", (text, expected) => {
  expect(names(text)).toBe(expected);
  expect(comes(text)).toBe(expected);
});

test("what names a day comes, and what names none does not", () => {
  const list = (least: number, most: number) =>
    fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 3 });
  const weekday = fc.constantFrom("*", "1", "0,6", "+1");

  fc.assert(
    fc.property(list(28, 31), list(1, 12), weekday, (days, months, weekdays) => {
      const text = `0 0 ${days} ${months} ${weekdays}`;
      expect(names(text)).toBe(comes(text));
    }),
    { numRuns: 100 },
  );
});
