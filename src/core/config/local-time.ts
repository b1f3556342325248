import { duration, formatInstant, type Instant, instant, parseInstant } from "../model/index.ts";

const hour = duration(1, "h");

/** A day of the calendar that exists, as `2026-12-24`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = parseInstant(`${text}T00:00:00Z`);
  return midnight !== null && formatInstant(midnight).startsWith(text);
}

/** An IANA name that this program knows. */
export function isTimeZone(text: string): boolean {
  // Offsets are no names, and say nothing of summer.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(text) || text.length > 60) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

export function timeZoneNames(): readonly string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")];
}

/** When a day begins somewhere. Where its first hour is left out for summer time, the end of that hour. */
export function startOfDay(date: string, timeZone: string): Instant {
  const utc = parseInstant(`${date}T00:00:00Z`);
  if (utc === null) throw new RangeError(`not a date: ${date}`);
  // Zones lie between 12 hours behind and 14 ahead: the first moment that shows this date is in between, and on
  // a quarter of an hour.
  let [before, at] = [utc - 15 * hour, utc + 13 * hour];
  while (at - before > hour / 4) {
    const middle = before + Math.floor((at - before) / (hour / 2)) * (hour / 4);
    if (localDate(instant(middle), timeZone) < date) before = middle;
    else at = middle;
  }
  return instant(at);
}

/** When the day after it begins. */
export function endOfDay(date: string, timeZone: string): Instant {
  const noon = parseInstant(`${date}T12:00:00Z`);
  if (noon === null) throw new RangeError(`not a date: ${date}`);
  return startOfDay(formatInstant(instant(noon + 24 * hour)).slice(0, 10), timeZone);
}

function localDate(at: Instant, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}
