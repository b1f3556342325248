import { Cron } from "croner";
import { type Freeze, type Instant, instant, type Schedule } from "../model/index.ts";

/** Whether a minute is one that the schedule names. An expression that cannot be read names none. */
export function isInside({ crons, timeZone }: Schedule, now: Instant): boolean {
  return crons.some((cron) => read(cron, timeZone)?.match(dateOf(now)) === true);
}

/** The next minute that the schedule names; `null`: none ever. */
export function nextInside({ crons, timeZone }: Schedule, now: Instant): Instant | null {
  const next = crons.flatMap((cron) => read(cron, timeZone)?.nextRun(dateOf(now))?.getTime() ?? []);
  return next.length === 0 ? null : instant(Math.min(...next));
}

/** The freeze that a moment lies in; `to` is not inside any more. */
export function freezeAt(freezes: readonly Freeze[], now: Instant): Freeze | null {
  return freezes.find(({ from, to }) => from <= now && now < to) ?? null;
}

function read(cron: string, timezone: string): Cron | null {
  try {
    // Five fields name minutes; a second of its own would leave 59 of 60 passes outside.
    const fields = cron.trim().split(/\s+/).length;
    return new Cron(fields === 5 ? `* ${cron.trim()}` : cron, { timezone, paused: true });
  } catch {
    return null;
  }
}

function dateOf(at: Instant) {
  // biome-ignore lint/style/noRestrictedGlobals: croner takes dates; this one is given.
  return new Date(at);
}
