import type { ChangeEvent, Happening, Instant, RecordedSetting } from "../model/index.ts";

/** Where a change stands: the last thing that happened to its newest pull request and was not overtaken. */
export const phases = [
  "proposed",
  "edited",
  "rejected",
  "closed",
  "merged",
  "reverted",
  "live",
  "not-live",
  "verified",
  "regressed",
  "inconclusive",
  "rollback-proposed",
  "rolled-back",
  "promoted",
] as const;

export type Phase = (typeof phases)[number];

/** The current record of a change, or of a repository as a whole: it follows from the events and nothing else. */
export interface ChangeHistory {
  /** `null` where the change was never proposed, as far as is known. */
  readonly workload: string | null;
  /** By number, ascending; the newest ones. */
  readonly pullRequests: readonly PullRequestHistory[];
  /** Of the repository: nothing is written. */
  readonly isPaused: boolean;
  /** How often a pause began or ended. */
  readonly pauses: number;
  /** How many events it was made of. */
  readonly events: number;
  /** When the last of them happened; `null` before the first. */
  readonly at: Instant | null;
}

export interface PullRequestHistory {
  readonly number: number;
  readonly branch: string;
  readonly phase: Phase;
  readonly state: "open" | "merged" | "closed";
  /** The commit of ours that it proposes. */
  readonly commit: string;
  /** A person's commit that was found on its branch. */
  readonly edited: string | null;
  /** A person took its values back, or raised them, after the merge. */
  readonly isUndone: boolean;
  /** The newest rollback of it. */
  readonly rollback: { readonly number: number; readonly isMerged: boolean } | null;
  /** What came of its merge is known. */
  readonly isSettled: boolean;
  readonly isHeld: boolean;
  readonly snoozedUntil: string | null;
  readonly settings: readonly RecordedSetting[];
  readonly evidenceUntil: string;
  /** How often each of what may come and go again happened; it tells one time from the next. */
  readonly turns: Turns;
}

type Turns = Readonly<Record<"update" | "edit" | "state" | "hold" | "snooze", number>>;

export const noHistory: ChangeHistory = {
  workload: null,
  pullRequests: [],
  isPaused: false,
  pauses: 0,
  events: 0,
  at: null,
};

// Older ones are over, and their events stay.
const mostPullRequests = 50;

/** The record after one more event. Events that do not fit, and those that nobody knows, are counted and change nothing. */
export function withEvent(history: ChangeHistory, { happened, at }: ChangeEvent): ChangeHistory {
  const counted = {
    ...history,
    events: history.events + 1,
    at: history.at === null || at > history.at ? at : history.at,
  };
  switch (happened.kind) {
    case "paused":
    case "resumed":
      return { ...counted, isPaused: happened.kind === "paused", pauses: history.pauses + 1 };
    case "proposed":
      return withPullRequest(
        { ...counted, workload: happened.workload ?? history.workload },
        opened(happened),
      );
    case "ordered":
    case "unknown":
      return counted;
    default: {
      const known = history.pullRequests.find(({ number }) => number === happened.pullRequest);
      return known === undefined ? counted : withPullRequest(counted, after(known, happened));
    }
  }
}

/** The one that was opened last. */
export function newestOf({ pullRequests }: ChangeHistory): PullRequestHistory | null {
  return pullRequests.at(-1) ?? null;
}

type OfPullRequest = Exclude<
  Happening,
  { readonly kind: "proposed" | "ordered" | "paused" | "resumed" | "unknown" }
>;

function opened({
  pullRequest,
  branch,
  commit,
  settings,
  evidenceUntil,
}: Extract<Happening, { kind: "proposed" }>): PullRequestHistory {
  return {
    number: pullRequest,
    branch,
    phase: "proposed",
    state: "open",
    commit,
    edited: null,
    isUndone: false,
    rollback: null,
    isSettled: false,
    isHeld: false,
    snoozedUntil: null,
    settings,
    evidenceUntil,
    turns: { update: 0, edit: 0, state: 0, hold: 0, snooze: 0 },
  };
}

function after(known: PullRequestHistory, happened: OfPullRequest): PullRequestHistory {
  const next = (turn: keyof Turns): Turns => ({ ...known.turns, [turn]: known.turns[turn] + 1 });
  switch (happened.kind) {
    case "updated": {
      const { commit, settings, evidenceUntil } = happened;
      const news = { commit, settings, evidenceUntil, phase: "proposed", edited: null } as const;
      return { ...known, ...news, turns: next("update") };
    }
    case "edited":
      return { ...known, phase: "edited", edited: happened.commit, turns: next("edit") };
    case "reverted":
      return { ...known, phase: "reverted", isUndone: true };
    case "rollback-proposed":
    case "rolled-back": {
      const rollback = { number: happened.rollback, isMerged: happened.kind === "rolled-back" };
      return { ...known, phase: happened.kind, rollback };
    }
    case "held":
    case "released":
      return { ...known, isHeld: happened.kind === "held", turns: next("hold") };
    case "snoozed":
      return { ...known, snoozedUntil: happened.until, turns: next("snooze") };
    case "merged":
      return { ...known, phase: "merged", state: "merged", turns: next("state") };
    case "closed":
    case "rejected":
      return { ...known, phase: happened.kind, state: "closed", turns: next("state") };
    case "reopened":
      return { ...known, phase: "proposed", state: "open", turns: next("state") };
    case "inconclusive":
      return { ...known, phase: happened.kind, isSettled: !happened.isExtended };
    case "verified":
    case "regressed":
    case "not-live":
      return { ...known, phase: happened.kind, isSettled: true };
    default:
      return { ...known, phase: happened.kind };
  }
}

function withPullRequest(history: ChangeHistory, one: PullRequestHistory): ChangeHistory {
  const others = history.pullRequests.filter(({ number }) => number !== one.number);
  const all = [...others, one].sort((left, right) => left.number - right.number);
  return { ...history, pullRequests: all.slice(-mostPullRequests) };
}
