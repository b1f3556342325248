import type { Estate } from "../estate.ts";

/** A stretch of time that is written at once, in Unix seconds; `from` is included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

// Prometheus forgets a series after five minutes without a sample. State changes rarely, so it is written every
// fourth scrape, and never further apart than four minutes; half of all samples would be state otherwise.
const longestGapSeconds = 240;

/** When kube-state-metrics is scraped in a stretch, in Unix milliseconds. */
export function stateTimes(estate: Estate, stretch: Stretch): readonly number[] {
  const step = Math.max(estate.scrapeSeconds, Math.min(longestGapSeconds, 4 * estate.scrapeSeconds));
  const times: number[] = [];
  const first = Math.ceil((stretch.from - estate.start) / step);
  for (let k = first; estate.start + k * step < Math.min(stretch.to, estate.end); k++) {
    const at = estate.start + k * step;
    if (estate.detail === "full" || isKeptWhenThinned(estate, at, step)) times.push(at * 1000);
  }
  return times;
}

function isKeptWhenThinned(estate: Estate, at: number, step: number): boolean {
  return at >= estate.end - 3600 || (at - estate.start) % 3600 < step;
}

/** The times at which something that existed from `from` to `to` (Unix seconds) is shown. */
export function timesWithin(times: readonly number[], from: number, to: number): readonly number[] {
  return times.filter((time) => time >= from * 1000 && time < to * 1000);
}
