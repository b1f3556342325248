import { type Duration, type Instant, instant, parseDuration, parseInstant } from "../model/index.ts";

// What people decided about one pull request, where GitHub alone holds it: anybody who may label may say and unsay it,
// and everybody sees it. Whoever may only read a repository cannot label.

/** Nothing is pushed, closed or merged while it is there. */
export const holdLabel = "optpass:hold";

const ignoreLabel = "optpass:ignore";
const snoozeLabel = "optpass:snooze-";

/** `optpass:snooze-2026-12-01`: a hold that ends by itself when that day begins, in UTC. */
export function snoozedUntil(labels: readonly string[]): Instant | null {
  const days = labels.flatMap((label) =>
    label.startsWith(snoozeLabel) ? (parseInstant(`${label.slice(snoozeLabel.length)}T00:00:00Z`) ?? []) : [],
  );
  return days.length === 0 ? null : instant(Math.max(...days));
}

/**
 * Until when a closed pull request silences proposals like it; `null`: for good. Without a label it is the time that the
 * policy gives. `optpass:ignore` is for good, `optpass:ignore-90d` lasts that long, and `optpass:snooze-2026-12-01` until
 * that day.
 */
export function ignoredUntil(labels: readonly string[], closedAt: Instant, lasts: Duration): Instant | null {
  if (labels.includes(ignoreLabel)) return null;
  const lengths = labels.flatMap((label) => {
    if (!label.startsWith(`${ignoreLabel}-`)) return [];
    const length = parseDuration(label.slice(ignoreLabel.length + 1));
    return length.ok ? [length.value] : [];
  });
  const until = closedAt + Math.max(...(lengths.length > 0 ? lengths : [lasts]));
  return instant(Math.max(until, snoozedUntil(labels) ?? 0));
}
