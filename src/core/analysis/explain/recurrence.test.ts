import { describe, expect, test } from "vitest";
import type { Profile } from "../../model/index.ts";
import { recurrenceOf } from "./recurrence.ts";

// Monday 2026-02-02 00:00 UTC.
const monday = Date.UTC(2026, 1, 2) / 1000;

/** Usage by the hour from that Monday on. `weekday`: 0 is Monday. */
function hours(
  days: number,
  value: (weekday: number, hour: number, day: number) => number | null,
  start = monday,
): Profile {
  const offset = (start - monday) / 3600;
  const max = Array.from({ length: days * 24 }, (_, index) => {
    const day = Math.floor((offset + index) / 24);
    return value(day % 7, (offset + index) % 24, day);
  });
  return { stepSeconds: 3600, start, max, mean: max };
}

const flat = (value: number) => value * 0.1;

describe("high usage that recurs", () => {
  test("once a week is named with its weekday, its hours and its weeks", () => {
    const weekly = hours(21, (weekday, hour) => (weekday === 0 && hour === 9 ? 2 : 0.2));

    expect(recurrenceOf(weekly)).toEqual({ on: "Monday", from: 9, to: 10, times: 3, of: 3 });
  });

  test("each day is daily, even if one day missed it", () => {
    const daily = hours(14, (_, hour, day) => ((hour === 3 || hour === 4) && day !== 5 ? 1 : 0.2));

    expect(recurrenceOf(daily)).toEqual({ on: "daily", from: 3, to: 5, times: 13, of: 14 });
  });

  test("on working days is said of working days", () => {
    const office = hours(14, (weekday, hour) => (weekday < 5 && hour >= 9 && hour < 17 ? 1 : 0.2));

    expect(recurrenceOf(office)).toEqual({ on: "weekdays", from: 9, to: 17, times: 10, of: 10 });
  });

  test("counts only weeks that showed the hour", () => {
    const holed = hours(21, (weekday, hour, day) =>
      day >= 7 && day < 14 ? null : weekday === 2 && hour === 23 ? 2 : 0.2,
    );

    expect(recurrenceOf(holed)).toEqual({ on: "Wednesday", from: 23, to: 24, times: 2, of: 2 });
  });

  test("is found wherever the weeks begin", () => {
    const later = hours(18, (weekday, hour) => (weekday === 4 && hour === 18 ? 2 : 0.2), monday + 41 * 3600);

    expect(recurrenceOf(later)).toEqual({ on: "Friday", from: 18, to: 19, times: 3, of: 3 });
  });

  test("in longer steps is told in longer steps", () => {
    const weekly = hours(14, (weekday, hour) => (weekday === 0 && hour === 9 ? 2 : 0.2));
    const halved = weekly.max.filter((_, index) => index % 2 === 1);

    expect(recurrenceOf({ ...weekly, stepSeconds: 7200, max: halved })).toMatchObject({ from: 8, to: 10 });
  });

  test.each([
    ["a single spike", hours(14, (_, __, day) => flat(day === 3 ? 90 : 1))],
    ["flat usage", hours(14, () => 0.3)],
    [
      "noise that does not stand out",
      hours(14, (weekday, hour) => 0.2 + ((weekday * 7 + hour * 5) % 11) / 200),
    ],
    ["one week of Mondays", hours(7, (weekday, hour) => (weekday === 0 && hour === 9 ? 2 : 0.2))],
    [
      "every second week",
      hours(28, (weekday, hour, day) => (weekday === 0 && hour === 9 && day % 14 < 7 ? 2 : 0.2)),
    ],
    ["nothing at all", hours(14, () => null)],
    ["no usage", hours(14, () => 0)],
    ["an empty profile", { stepSeconds: 3600, start: 0, max: [], mean: [] }],
  ])("is not seen in %s", (_, profile) => {
    expect(recurrenceOf(profile)).toBeNull();
  });

  test("is not told where steps do not divide the day", () => {
    const daily = hours(14, (_, hour) => (hour === 3 ? 1 : 0.2));

    expect(recurrenceOf({ ...daily, stepSeconds: 5 * 3600 })).toBeNull();
  });
});
