import { type Duration, duration } from "../model/index.ts";

/** A job that failed so often, or ended the process so often, is given up until somebody looks at it. */
export const mostAttempts = 6;

const first = duration(30, "s");
const longest = duration(1, "h");

/**
 * How long to wait after an attempt failed: 30 s, then twice as long each time, at most an hour; up to a fifth more or
 * less by name, so that many that failed together do not come back together.
 */
export function retryDelay(repository: string, attempts: number): Duration {
  const doubled = Math.min(longest, first * 2 ** (attempts - 1));
  return duration(Math.round(doubled * (0.8 + 0.4 * shareOf(repository))), "ms");
}

/** A number from 0 to 1 that a name always gets, evenly spread over names: FNV-1a. */
export function shareOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  // The last bytes of a name move only the lower bits much; mix them upwards.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
