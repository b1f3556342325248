import { type Duration, duration, type Instant, type RecordedSetting } from "../model/index.ts";
import { direction, isSameSetting } from "./moves.ts";
import { ignoredUntil } from "./standing-labels.ts";

/** A rollback of ours that people merged. */
export interface MergedRollback {
  /** The pull request that it took back. */
  readonly of: number;
  /** When it was merged. */
  readonly at: Instant;
  /** Its labels: those that change how long a no lasts do so here, too. */
  readonly labels: readonly string[];
  /** What it set, from what the change had set to what was there before. */
  readonly settings: readonly RecordedSetting[];
  readonly coolsSeconds: number;
}

// More is for good, as far as anybody here is concerned.
const mostDoublings = 6;

/** How long the next rollback of a change silences it, after so many that were merged: it doubles each time. */
export function cooldownAfter(merged: number, lasts: Duration): Duration {
  return duration((lasts / duration(1, "s")) * 2 ** Math.min(merged, mostDoublings), "s");
}

/**
 * The rollback that silences what is wanted now, and until when (`null`: for good): the last one to end of those that took
 * the same setting the other way. `null` where there is none. Who is short is helped, unless that very help was rolled back.
 */
export function cooling(
  setting: RecordedSetting,
  rollbacks: readonly MergedRollback[],
  now: Instant,
): { readonly of: number; readonly until: Instant | null } | null {
  for (const { of, at, labels, settings, coolsSeconds } of rollbacks) {
    const taken = settings.find((one) => isSameSetting(one, setting));
    if (taken === undefined || direction(taken) !== -direction(setting)) continue;
    if (setting.class === "safety" && taken.class !== "safety") continue;
    const until = ignoredUntil(labels, at, duration(coolsSeconds, "s"));
    if (until === null || until > now) return { of, until };
  }
  return null;
}

/** Whether what a pull request did to a setting was taken back by us, and not by hand. */
export function wasRolledBack(
  number: number,
  setting: RecordedSetting,
  rollbacks: readonly MergedRollback[],
): boolean {
  return rollbacks.some(
    ({ of, settings }) => of === number && settings.some((one) => isSameSetting(one, setting)),
  );
}
