import { Cron } from "croner";
import { duration, type Instant, instant, type Schedule } from "../model/index.ts";
import { shareOf } from "./retry.ts";

/** Passes that are due at the same minute begin within so long, each repository at its own moment of it. */
const spread = duration(5, "m");

/**
 * When the next pass over a repository begins, after `now`: at the first moment that one of the schedule's expressions
 * names in its time zone, and a little later by the repository's name. A time that a change of clocks leaves out counts
 * as the moment after it. `null` for a schedule that names no moment, or that cannot be read.
 */
export function nextPass(schedule: Schedule, repository: string, now: Instant): Instant | null {
  const moments = schedule.crons.flatMap((expression) => nextOf(expression, schedule.timeZone, now) ?? []);
  if (moments.length === 0) return null;
  return instant(Math.min(...moments) + Math.floor(spread * shareOf(repository)));
}

function nextOf(expression: string, timezone: string, now: Instant): number | null {
  try {
    // biome-ignore lint/style/noRestrictedGlobals: hands over a given instant; it does not ask for the time.
    const after = new Date(now);
    return new Cron(expression, { timezone, paused: true }).nextRun(after)?.getTime() ?? null;
  } catch {
    return null;
  }
}
