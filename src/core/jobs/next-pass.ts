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

/** The same, but sooner where something is to be looked at before. A look that is due already is due in a minute. */
export function nextPassOrLook(
  schedule: Schedule,
  repository: string,
  now: Instant,
  looks: readonly (Instant | null)[],
): Instant | null {
  const due = looks.flatMap((look) => (look === null ? [] : [Math.max(look, now + soonest)]));
  const pass = nextPass(schedule, repository, now);
  const moments = pass === null ? due : [...due, pass];
  return moments.length === 0 ? null : instant(Math.min(...moments));
}

const soonest = duration(1, "m");

function nextOf(expression: string, timezone: string, now: Instant): number | null {
  try {
    // biome-ignore lint/style/noRestrictedGlobals: hands over a given instant; it does not ask for the time.
    const after = new Date(now);
    return new Cron(expression, { timezone, paused: true }).nextRun(after)?.getTime() ?? null;
  } catch {
    return null;
  }
}
