import {
  duration,
  err,
  type Instant,
  type Labels,
  lengthOf,
  ok,
  type Resolution,
  type Resource,
  type Result,
  type Window,
} from "../model/index.ts";
import type { NamespaceDay } from "./namespace-day.ts";
import type { OwnerSeries } from "./owners.ts";
import type { KeptTails } from "./series-tails.ts";

/**
 * What one pass leaves for the next of a namespace of a source. It is a cache: what it holds can be read again, and a
 * history that was kept from pass to pass holds what one that is read anew holds, with these exceptions. Samples that
 * arrive later than `overlap` after their time are missing, as are those that arrive out of their order. A series that
 * paused over the beginning of the window is taken as new where it is read anew, and one that paused for more than a day
 * where reading goes on. The size of a node that could not be had until its day was over stays unknown of that day. And
 * means of charts, which are kept in single precision, differ in their last digits.
 */
export interface NamespaceHistory extends HistoryHead {
  /** All days that are kept. */
  readonly days: readonly NamespaceDay[];
}

/** What belongs to no single day. */
export interface HistoryHead {
  /** Where reading goes on. */
  readonly readTo: Instant;
  readonly resolution: Resolution;
  /** First day that is kept, in days since the epoch. */
  readonly firstDay: number;
  /** How many days are kept: as many as the longest window that was asked for has. */
  readonly length: number;
  readonly tails: Readonly<Record<Resource, KeptTails>>;
  readonly owners: OwnerSeries;
  /** Label sets that name a pod, maybe a container, and a metric that only a runtime with a heap has. */
  readonly heapSeries: readonly Labels[];
}

/**
 * What is read once more before the end of the last pass. Long enough for a sample that was on its way (a remote write
 * gathers for seconds, and tries again for minutes), and for what a rate or the start of a container needs to be known
 * at the beginning of a window: a pause (`longestPause`) and a start-up.
 */
export const overlap = duration(10, "m");

export const dayMillis = duration(1, "d");

export function dayOf(at: Instant): number {
  return Math.floor(at / dayMillis);
}

/** Whether samples of the day may still come, for one who has read to here. */
export function isOpenDay(day: number, readTo: Instant): boolean {
  return (day + 1) * dayMillis > readTo - overlap;
}

/** Why a history is of no use, as the end of a sentence; or `aside` where it is of use later, but not now. */
export type Unusable = { readonly kind: "aside" } | { readonly kind: "outdated"; readonly reason: string };

/**
 * Checks that a history can be gone on from. It must be read anew where the source hands out usage in another form
 * now, where it begins too late (a longer window is asked for) or ends too early (then the server may have dropped
 * what lies between), and where it ends after `now`. One that only ends after the window, which lies in the past then,
 * is left alone.
 */
export function checkHistory(
  history: NamespaceHistory,
  window: Window,
  resolution: Resolution,
  now: Instant,
): Result<NamespaceHistory, Unusable> {
  const outdated = (reason: string) => err({ kind: "outdated", reason } as const);
  if (history.resolution !== resolution) return outdated("the source hands out usage in another form now");
  if (history.readTo > now) return outdated("it ended in the future");
  if (history.readTo > window.to) return err({ kind: "aside" });
  if (history.readTo < window.from) return outdated("the last pass was longer ago than the window");
  if (history.firstDay > dayOf(window.from)) return outdated("the window grew");
  const held = new Set(history.days.map(({ day }) => day));
  for (let day = dayOf(window.from); day * dayMillis < history.readTo; day += 1)
    if (!held.has(day)) return outdated("a part of it was missing");
  return ok(history);
}

/** How long to keep days, and from which on, after a pass over this window. */
export function keptDays(window: Window, before: HistoryHead | null): { firstDay: number; length: number } {
  const asked = Math.ceil(lengthOf(window) / dayMillis);
  const length = Math.max(asked, before?.length ?? 0);
  const oldest = dayOf(window.from) - (length - asked);
  return { firstDay: Math.max(oldest, before?.firstDay ?? dayOf(window.from)), length };
}
