import { err, ok, type Result } from "./result.ts";

/** A point in time, in milliseconds since the Unix epoch. */
export type Instant = number & { readonly __brand: "Instant" };

/** A length of time, in milliseconds. */
export type Duration = number & { readonly __brand: "Duration" };

/** A half-open range of time: `from` is included, `to` is the moment the data ends. */
export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

const unitMillis = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
} as const;

type Unit = keyof typeof unitMillis;

const unitsLargestFirst = ["y", "w", "d", "h", "m", "s", "ms"] as const satisfies readonly Unit[];

export function instant(millis: number): Instant {
  if (!Number.isFinite(millis)) throw new RangeError(`not a point in time: ${millis}`);
  return millis as Instant;
}

export function duration(count: number, unit: Unit): Duration {
  if (!Number.isFinite(count)) throw new RangeError(`not a length of time: ${count}${unit}`);
  return (count * unitMillis[unit]) as Duration;
}

export function windowEndingAt(to: Instant, length: Duration): Window {
  return { from: (to - length) as Instant, to };
}

export function lengthOf(window: Window): Duration {
  return (window.to - window.from) as Duration;
}

/** RFC 3339 in UTC with second precision: `2026-11-24T06:00:00Z`. */
export function formatInstant(at: Instant): string {
  // biome-ignore lint/style/noRestrictedGlobals: prints a given instant; it does not ask for the time.
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** Reads an RFC 3339 time. `null` for anything else. */
export function parseInstant(text: string): Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  // biome-ignore lint/style/noRestrictedGlobals: reads a given text; it does not ask for the time.
  const millis = Date.parse(text);
  return Number.isFinite(millis) ? (millis as Instant) : null;
}

/**
 * Reads a Prometheus duration: one or more `<integer><unit>` with units from large to small, each at most once
 * (`1y` is 365 days, as in Prometheus).
 */
export function parseDuration(text: string): Result<Duration, string> {
  const refused = err(
    `"${text}" is not a duration: write it as Prometheus does, for example 14d, 36h or 1d12h`,
  );
  if (!/^(?:\d+(?:ms|[ywdhms]))+$/.test(text)) return refused;
  let total = 0;
  let lastRank = -1;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[ywdhms])/g)) {
    const rank = unitsLargestFirst.indexOf(unit as Unit);
    if (rank <= lastRank) return refused;
    lastRank = rank;
    total += Number(count) * unitMillis[unit as Unit];
  }
  return total > 0 ? ok(total as Duration) : refused;
}

/** The length of a window as people name it: whole days from two days on. */
export function wholeDays(window: Window): string {
  const days = Math.round(lengthOf(window) / unitMillis.d);
  return days >= 2 ? `${days}d` : formatDuration(lengthOf(window));
}

/** A Prometheus spelling in days and smaller, the way people name windows: `14d`, `1h30m`. */
export function formatDuration(length: Duration): string {
  let rest = Math.round(length);
  if (rest <= 0) return "0s";
  let text = "";
  for (const unit of ["d", "h", "m", "s", "ms"] as const) {
    const count = Math.floor(rest / unitMillis[unit]);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMillis[unit];
  }
  return text;
}
