import { describe, expect, test } from "vitest";
import { duration, type Instant, instant, type Window, windowEndingAt } from "../model/index.ts";
import { unknownEvents } from "./day-events.ts";
import { checkHistory, dayOf, keptDays, type NamespaceHistory } from "./history.ts";
import { noOwners } from "./known-owners.ts";
import { daysIn, daysToAsk } from "./leave-history.ts";
import type { NamespaceDay } from "./namespace-day.ts";
import { planSampling } from "./questions.ts";

const noon: Instant = instant(Date.UTC(2026, 10, 20, 12));
const hour = duration(1, "h");

function windowAt(at: number, days = 14): Window {
  return planSampling(windowEndingAt(instant(at), duration(days, "d"))).window;
}

const known = { throttling: [], restarts: [], kills: [], heaps: [] };

function historyTo(readTo: Instant, days = 14): NamespaceHistory {
  const window = windowAt(readTo, days);
  return {
    readTo: window.to,
    resolution: "scrape",
    ...keptDays(window, null),
    tails: { cpu: [], memory: [] },
    owners: noOwners,
    heapSeries: [],
    days: daysIn(window).map(
      (day): NamespaceDay => ({ day, containers: [], unowned: [], nodes: [], events: known }),
    ),
  };
}

const before = historyTo(instant(noon - hour));

describe("a history", () => {
  test("of an hour ago can be gone on from", () => {
    expect(checkHistory(before, windowAt(noon), "scrape", noon)).toEqual({ ok: true, value: before });
  });

  test.each([
    [
      "another form of usage",
      before,
      windowAt(noon),
      "five-minutes",
      "the source hands out usage in another form now",
    ],
    ["the window grew", before, windowAt(noon, 21), "scrape", "the window grew"],
    [
      "a pass too long ago",
      historyTo(instant(noon - 15 * 24 * hour)),
      windowAt(noon),
      "scrape",
      "the last pass was longer ago than the window",
    ],
    ["the future", historyTo(instant(noon + hour)), windowAt(noon), "scrape", "it ended in the future"],
    [
      "a missing day",
      { ...before, days: before.days.filter(({ day }) => day !== dayOf(noon) - 3) },
      windowAt(noon),
      "scrape",
      "a part of it was missing",
    ],
  ] as const)("is read anew after %s, and says why", (_, history, window, resolution, reason) => {
    expect(checkHistory(history, window, resolution, noon)).toEqual({
      ok: false,
      error: { kind: "outdated", reason },
    });
  });

  test("that ends after a window in the past is left alone", () => {
    expect(checkHistory(before, windowAt(noon - 24 * hour), "scrape", noon)).toEqual({
      ok: false,
      error: { kind: "aside" },
    });
  });

  test("keeps what the longest window needs, and forgets what no window needs", () => {
    const today = dayOf(noon);
    const shorter = keptDays(windowAt(noon, 7), before);

    expect(keptDays(windowAt(noon), before)).toEqual({ firstDay: today - 14, length: 15 });
    expect(shorter).toEqual({ firstDay: today - 14, length: 15 });
    expect(keptDays(windowAt(noon + 48 * hour), before)).toEqual({ firstDay: today - 12, length: 15 });
  });
});

describe("what happened on a day is asked for again", () => {
  const window = windowAt(noon);

  test("of all days, where nothing is known", () => {
    expect(daysToAsk(null, window)).toEqual(daysIn(window));
    expect(daysIn(window)).toHaveLength(15);
  });

  test("of the day that goes on, and of the last one while samples of it may come", () => {
    const midnight = instant(Date.UTC(2026, 10, 20));

    expect(daysToAsk(before, window)).toEqual([dayOf(noon)]);
    expect(daysToAsk(historyTo(instant(midnight - hour)), window)).toEqual([dayOf(noon) - 1, dayOf(noon)]);
    expect(daysToAsk(historyTo(midnight), window)).toEqual([dayOf(noon) - 1, dayOf(noon)]);
    expect(daysToAsk(historyTo(instant(midnight + hour)), window)).toEqual([dayOf(noon)]);
  });

  test("of a day that could not be had before", () => {
    const days = before.days.map((one) =>
      one.day === dayOf(noon) - 5 ? { ...one, events: unknownEvents } : one,
    );

    expect(daysToAsk({ ...before, days }, window)).toEqual([dayOf(noon) - 5, dayOf(noon)]);
  });
});
