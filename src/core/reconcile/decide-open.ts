import {
  type Action,
  type ChangeRecord,
  type ChangeState,
  duration,
  formatInstant,
  parseInstant,
  type TextRefresh,
} from "../model/index.ts";
import type { Circumstances } from "./circumstances.ts";
import { isEdited } from "./edited.ts";
import { type Difference, describe, differenceOf, isExactly } from "./moves.ts";
import type { Desired, Observed, ObservedPullRequest, ObservedReview } from "./observed.ts";
import { holdLabel, snoozedUntil } from "./standing-labels.ts";

/** Evidence of an unchanged proposal is written anew after this long, so that nobody is told of it every hour. */
const quietTime = duration(1, "d");

/** What to do about an open pull request whose change is still wanted. */
export function decideOpen(
  desired: Desired,
  open: ObservedPullRequest,
  { branch, review }: Observed,
  circumstances: Circumstances,
): Action {
  const { number, record } = open;
  const { asked, now } = circumstances;
  if (branch === null) return leave(number, "edited", `The branch of #${number} is gone.`);
  if (review?.isQueued === true) return leave(number, "queued", `#${number} is in the merge queue.`);
  const push = (why: string): Action => ({
    kind: "update-pull-request",
    number,
    moveFrom: branch.commit,
    why,
  });
  if (asked === "recreate") return push("a person asked for it anew");
  if (record === null || isEdited(branch, record)) {
    return leftToAPerson(desired, open, branch.commit, circumstances);
  }
  if (asked === "rebase") return push("a person asked for it on the newest base branch");
  if (asked === "rerun" && !isExactly(desired.settings, record)) return push("a person asked to look again");
  const snooze = snoozedUntil(open.labels);
  if (open.labels.includes(holdLabel)) return leave(number, "held", `#${number} is on hold.`);
  if (snooze !== null && snooze > now) {
    return leave(number, "snoozed", `#${number} is on hold until ${formatInstant(snooze)}.`);
  }
  const unpushed = { number, record, review };
  const action = decideMove(desired, unpushed, circumstances);
  return action.kind === "push" ? push(action.why) : action;
}

interface Unpushed {
  readonly number: number;
  readonly record: ChangeRecord;
  readonly review: ObservedReview | null;
}

type Push = { readonly kind: "push"; readonly why: string };

function decideMove(
  desired: Desired,
  { number, record, review }: Unpushed,
  circumstances: Circumstances,
): Action | Push {
  const { updates } = circumstances.policy;
  if (review?.hasConflict === true) return { kind: "push", why: "it conflicts with the base branch" };
  const difference = differenceOf(desired.settings, record, updates.deadBand);
  if (difference === null) return unchanged(desired, number, record, circumstances);
  if (review?.isApproved === true) {
    const far = differenceOf(desired.settings, record, updates.approvedDeadBand);
    // Lines that changed under it without a conflict: what was approved can still be merged.
    if (far?.of !== "value") return newerValues(desired, number, record, difference, circumstances);
  } else if (difference.of === "patch" || difference.isSafety) {
    return { kind: "push", why: difference.why };
  }
  return settle(desired, number, record, difference, circumstances);
}

/** Counts evaluations that want the move; the same evidence twice is one of them. */
function settle(
  { evidenceUntil: until }: Desired,
  number: number,
  { pending }: ChangeRecord,
  { why }: Difference,
  { policy }: Circumstances,
): Action | Push {
  const { evaluations: needed } = policy.updates;
  const isCounted = pending?.until === until;
  const evaluations = (pending?.evaluations ?? 0) + (isCounted ? 0 : 1);
  if (evaluations >= needed) return { kind: "push", why };
  const message = `#${number} waits: ${why}, in ${evaluations} of ${needed} evaluations in a row.`;
  if (isCounted) return leave(number, "settling", message);
  const text: TextRefresh = { status: [], pending: { evaluations, until }, whole: false };
  return { kind: "refresh-text", number, text, state: "settling", message };
}

function newerValues(
  desired: Desired,
  number: number,
  record: ChangeRecord,
  { why }: Difference,
  circumstances: Circumstances,
): Action {
  const message = `#${number} is approved, so newer values are not pushed: ${why}.`;
  if (wasWrittenLately(record, circumstances)) return leave(number, "approved-newer-values", message);
  const status = [
    `Newer values are available: ${wishes(desired, record)}. They are not pushed to what is approved.`,
  ];
  const text: TextRefresh = { status, pending: null, whole: false };
  return { kind: "refresh-text", number, text, state: "approved-newer-values", message };
}

function unchanged(
  desired: Desired,
  number: number,
  record: ChangeRecord,
  circumstances: Circumstances,
): Action {
  const message = `#${number} is up to date.`;
  const text = { status: [], pending: null };
  // A row that was broken begins anew.
  if (record.pending !== undefined) {
    return { kind: "refresh-text", number, text: { ...text, whole: false }, state: "open", message };
  }
  const isNews = record.evidenceUntil !== desired.evidenceUntil && isExactly(desired.settings, record);
  return isNews && !wasWrittenLately(record, circumstances)
    ? { kind: "refresh-text", number, text: { ...text, whole: true }, state: "open", message }
    : leave(number, "open", message);
}

function leftToAPerson(
  desired: Desired,
  { number, record }: ObservedPullRequest,
  commit: string,
  circumstances: Circumstances,
): Action {
  const message = `#${number} was edited by a person and is left to them.`;
  const told = `edited:${commit}`;
  const isTold = record?.told === told;
  if (record === null || (isTold && wasWrittenLately(record, circumstances))) {
    return leave(number, "edited", message);
  }
  const status = [
    "A person changed this branch, so OptPass does not push to it any more. Tick the box that throws the changes away to get OptPass's own again.",
    `OptPass would propose: ${wishes(desired, record)}.`,
  ];
  const text: TextRefresh = { status, pending: null, whole: false, told };
  return { kind: "refresh-text", number, text, state: "edited", message };
}

/** What is wanted beside what was proposed, as one sentence's end. */
function wishes({ settings }: Desired, record: ChangeRecord): string {
  return settings
    .slice(0, 20)
    .map((setting) => {
      const old = record.settings.find((one) => describe(one) === describe(setting));
      const before = old === undefined || old.to === setting.to ? "" : ` instead of ${old.to ?? "none"}`;
      return `${describe(setting)} ${setting.to ?? "none"}${before}`;
    })
    .join(", ");
}

function wasWrittenLately({ writtenAt }: ChangeRecord, { now }: Circumstances): boolean {
  const at = writtenAt === undefined ? null : parseInstant(writtenAt);
  return at !== null && now - at < quietTime;
}

function leave(number: number, state: ChangeState, message: string): Action {
  return { kind: "leave", number, state, message };
}
