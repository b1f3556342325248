import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../../test/support/properties/sweep.ts";
import { formatInstant } from "../model/index.ts";
import { endOfDay, isDate, isTimeZone, startOfDay } from "./local-time.ts";

describe("a day somewhere", () => {
  test.each([
    ["2026-12-24", "UTC", "2026-12-24T00:00:00Z"],
    ["2026-12-24", "Europe/Berlin", "2026-12-23T23:00:00Z"],
    ["2026-07-01", "Europe/Berlin", "2026-06-30T22:00:00Z"],
    ["2026-01-01", "Pacific/Kiritimati", "2025-12-31T10:00:00Z"],
    ["2026-01-01", "Pacific/Pago_Pago", "2026-01-01T11:00:00Z"],
    ["2026-01-01", "Asia/Kathmandu", "2025-12-31T18:15:00Z"],
    // Clocks went from 23:59:59 to 01:00 here.
    ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00Z"],
  ])("%s in %s begins at %s", (date, zone, expected) => {
    expect(formatInstant(startOfDay(date, zone))).toBe(expected);
  });

  test("ends where the next one begins, on the days when clocks change as well", () => {
    expect(formatInstant(endOfDay("2026-10-25", "Europe/Berlin"))).toBe("2026-10-25T23:00:00Z");
    expect(endOfDay("2026-10-25", "Europe/Berlin")).toBe(startOfDay("2026-10-26", "Europe/Berlin"));
    expect(endOfDay("2026-12-31", "UTC")).toBe(startOfDay("2027-01-01", "UTC"));
  });

  test("begins between midnight and one o'clock of its zone", () => {
    const dates = fc.date({ min: new Date("2020-01-01"), max: new Date("2035-12-31"), noInvalidDate: true });
    const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));

    fc.assert(
      fc.property(dates, zones, (date, timeZone) => {
        const day = date.toISOString().slice(0, 10);
        const at = startOfDay(day, timeZone);
        const shown = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });

        expect(shown.format(at).slice(0, 10)).toBe(day);
        expect(shown.format(at - 60_000).slice(0, 10)).not.toBe(day);
      }),
      { numRuns: runs(300) },
    );
  });
});

test("only days that exist are dates", () => {
  const isThere = ["2026-02-28", "2028-02-29", "2026-02-29", "2026-13-01", "2026-1-1"].map(isDate);

  expect(isThere).toEqual([true, true, false, false, false]);
});

test("only names are time zones", () => {
  const isZone = ["UTC", "Europe/Berlin", "+01:00", "Europe/Atlantis", ""].map(isTimeZone);

  expect(isZone).toEqual([true, true, false, false, false]);
});
