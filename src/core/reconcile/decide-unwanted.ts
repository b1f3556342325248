import {
  type Action,
  type ChangeState,
  type CloseReason,
  formatInstant,
  type Instant,
} from "../model/index.ts";
import { isEdited } from "./edited.ts";
import type { Observed } from "./observed.ts";
import { holdLabel, snoozedUntil } from "./standing-labels.ts";

/** Why a change that was proposed is not wanted any more, with its numbers; `null`: nobody knows. */
export interface Unwanted {
  readonly reason: CloseReason;
  /** A sentence with the numbers. */
  readonly message: string;
}

/**
 * What to do about an open pull request whose change is not wanted any more: it is closed, with the reason, unless a
 * person changed it, holds it or is about to merge it. Without a known reason it stays: no data is never good news.
 */
export function decideUnwanted(
  unwanted: Unwanted | null,
  { branch, pullRequests, review }: Observed,
  now: Instant,
): Action {
  const open = pullRequests.find(({ state }) => state === "open");
  if (open === undefined) return leave(null, "in-balance", "There is nothing to change.");
  const { number, record, labels } = open;
  const edited = `#${number} was edited by a person and is left to them.`;
  if (record === null || (branch !== null && isEdited(branch, record)))
    return leave(number, "edited", edited);
  if (review?.isQueued === true) return leave(number, "queued", `#${number} is in the merge queue.`);
  const snooze = snoozedUntil(labels);
  if (labels.includes(holdLabel)) return leave(number, "held", `#${number} is on hold.`);
  if (snooze !== null && snooze > now) {
    return leave(number, "snoozed", `#${number} is on hold until ${formatInstant(snooze)}.`);
  }
  if (unwanted === null) {
    return leave(number, "unconfirmed", `#${number} stays open: what it proposes could not be looked at.`);
  }
  return { kind: "close-pull-request", number, ...unwanted, branch: branch?.commit ?? null };
}

function leave(number: number | null, state: ChangeState, message: string): Action {
  return { kind: "leave", number, state, message };
}
