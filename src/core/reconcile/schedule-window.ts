import { Cron } from "croner";
import { type Freeze, type Instant, instant, type Schedule } from "../model/index.ts";

/** Whether a minute is one that the schedule names. An expression or zone that cannot be read names none. */
export function isInside(schedule: Schedule, now: Instant): boolean {
  return ask(schedule, (cron) => cron.match(dateOf(now))).includes(true);
}

/** The next minute that the schedule names; `null`: none ever. */
export function nextInside(schedule: Schedule, now: Instant): Instant | null {
  const next = ask(schedule, (cron) => cron.nextRun(dateOf(now))?.getTime() ?? null).flatMap(
    (at) => at ?? [],
  );
  return next.length === 0 ? null : instant(Math.min(...next));
}

/** The freeze that a moment lies in; `to` is not inside any more. */
export function freezeAt(freezes: readonly Freeze[], now: Instant): Freeze | null {
  return freezes.find(({ from, to }) => from <= now && now < to) ?? null;
}

function ask<Answer>({ crons, timeZone: timezone }: Schedule, question: (cron: Cron) => Answer): Answer[] {
  return crons.flatMap((cron) => {
    try {
      // Five fields name minutes; a second of its own would leave 59 of 60 passes outside.
      const fields = cron.trim().split(/\s+/).length;
      return [question(new Cron(fields === 5 ? `* ${cron.trim()}` : cron, { timezone, paused: true }))];
    } catch {
      return [];
    }
  });
}

function dateOf(at: Instant) {
  // biome-ignore lint/style/noRestrictedGlobals: croner takes dates; this one is given.
  return new Date(at);
}
