import type { Window } from "../../core/model/index.ts";

/** The moments at which a range query is evaluated: `start`, `start + step`, ..., `count` of them. */
export interface Grid {
  readonly startMillis: number;
  readonly stepMillis: number;
  readonly count: number;
}

/** First and last moment of a part of a grid, both included, as the API reads them: Unix seconds. */
export interface Slice {
  readonly start: string;
  readonly end: string;
}

// Prometheus refuses a range query with more points a series.
const mostPoints = 11_000;

/** The grid over a window, half-open as the window is: its end belongs to the window that follows. */
export function gridOf(window: Window, stepSeconds: number): Grid {
  const stepMillis = Math.round(stepSeconds * 1000);
  if (!(stepMillis >= 1)) throw new RangeError(`not a step of a range query: ${stepSeconds} s`);
  const count = Math.max(0, Math.ceil((window.to - window.from) / stepMillis));
  return { startMillis: window.from, stepMillis, count };
}

/** How many steps one request may have, so that its samples stay within a limit. */
export function stepsPerRequest(expectedSeries: number, maxSamples: number): number {
  const fitting = Math.floor(maxSamples / Math.max(1, expectedSeries));
  return Math.min(mostPoints, Math.max(1, fitting));
}

/** Steps `first` to `first + count - 1` of a grid; computed from its start, so that nothing drifts. */
export function sliceOf({ startMillis, stepMillis }: Grid, first: number, count: number): Slice {
  const seconds = (step: number) => unixSeconds(startMillis + step * stepMillis);
  return { start: seconds(first), end: seconds(first + count - 1) };
}

/** Unix seconds with milliseconds, as the API takes them. */
export function unixSeconds(millis: number): string {
  return (millis / 1000).toFixed(3);
}
