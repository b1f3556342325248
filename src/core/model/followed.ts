import { duration, type Instant, instant, parseInstant } from "./instant.ts";
import type { Outcome } from "./verdict.ts";

/** The strongest evidence that a merged change runs, see the order. */
export const liveLevels = ["value-visible", "exact-revision", "sync-counter", "fixed-delay"] as const;

export type LiveLevel = (typeof liveLevels)[number];

/** What was seen of a change since its merge. Empty: it is looked at, and nothing shows that it runs. */
export interface Followed {
  /** What showed that it runs, and since when, RFC 3339. */
  readonly live?: { readonly level: LiveLevel; readonly since: string; readonly seen: string };
  /** The last look at what came of it. */
  readonly look?: FollowLook;
}

export interface FollowLook {
  /** RFC 3339. */
  readonly at: string;
  readonly outcome: Outcome;
  /** A sentence each, the weightiest first. */
  readonly findings: readonly string[];
  /** When it is looked at again, RFC 3339; `null`: this is what came of it. */
  readonly next: string | null;
}

/** How long after a merge its outcome is looked for: the longest watch, and a day for it to begin. */
export const followedFor = duration(8, "d");

export function isSettled(followed: Followed | undefined): boolean {
  return followed?.look?.next === null;
}

const day = duration(1, "d");

/**
 * Whether a merged change still stands in the way of others, since two could not be told apart. One that was watched for a
 * day without harm does not, though it may be watched on; one that did harm does for a day more.
 */
export function isInFlight(followed: Followed | undefined, mergedAt: Instant, now: Instant): boolean {
  if (followed === undefined) return now - mergedAt < day;
  const { live, look } = followed;
  const lookedAt = instantOf(look?.at);
  if (isSettled(followed)) return look?.outcome === "regressed" && now - (lookedAt ?? now) < day;
  const since = instantOf(live?.since);
  const isWatched = since !== null && lookedAt !== null && lookedAt - since >= day;
  return !isWatched && now - mergedAt < followedFor;
}

function instantOf(text: string | undefined): Instant | null {
  const at = parseInstant(text ?? "");
  return at === null ? null : instant(at);
}
