import {
  type ChangeEvent,
  type ChangeRecord,
  duration,
  fingerprint,
  type Happening,
  type Instant,
  ourselves,
  parseInstant,
} from "../model/index.ts";
import { type ChangeHistory, type PullRequestHistory, withEvent } from "./change-history.ts";

/** A pull request of ours as the code host shows it. */
export interface SeenPullRequest {
  readonly number: number;
  readonly branch: string;
  readonly state: "open" | "merged" | "closed";
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
  /** What it proposes. */
  readonly record: ChangeRecord;
  /** For people; `null` where only a commit tells what it proposes. */
  readonly workload: string | null;
  readonly labels: readonly string[];
  readonly isHeld: boolean;
  /** RFC 3339. */
  readonly snoozedUntil: string | null;
  /** The commit that a person left on the branch, where that is known. */
  readonly edited: string | null;
  /** What became of it after its merge, where that is known. */
  readonly undone: "reverted" | "raised" | null;
  /** Who merged or closed it; `null` where nobody knows. */
  readonly endedBy: string | null;
}

/** The events and the record after them. */
export interface Recorded {
  readonly events: readonly ChangeEvent[];
  readonly history: ChangeHistory;
}

/**
 * What must have happened for a pull request to be as it is seen, beyond what is recorded. The same world and the same
 * record give the same keys, so whoever finds something first records it, and nobody else. None where nothing is new.
 */
export function seenEvents(
  before: ChangeHistory,
  repository: string,
  seen: SeenPullRequest,
  now: Instant,
): Recorded {
  let history = before;
  const events: ChangeEvent[] = [];
  for (const step of steps) {
    const known = history.pullRequests.find(({ number }) => number === seen.number) ?? null;
    const found = step(known, seen, now);
    if (found === null) continue;
    const event = {
      ...{ key: `#${seen.number} ${found.name}`, repository, change: seen.record.id },
      ...{ at: found.at, actor: found.actor, happened: found.happened },
      evidence: found.hasEvidence === true ? evidenceId(repository, seen.record) : null,
    };
    events.push(event);
    history = withEvent(history, event);
  }
  return { events, history };
}

/** Whether `endedBy` is worth asking for: it ended, and that is not recorded. */
export function isNewlyEnded(
  history: ChangeHistory,
  { number, state }: Pick<SeenPullRequest, "number" | "state">,
): boolean {
  const known = history.pullRequests.find((one) => one.number === number);
  return state !== "open" && known?.state !== state;
}

/** Names the snapshot of what a proposal rests on; the proposal tells it, so it need not be remembered anywhere else. */
export function evidenceId(
  repository: string,
  { id, evidenceUntil, settings }: Pick<ChangeRecord, "id" | "evidenceUntil" | "settings">,
): string {
  const values = settings.map(({ workload, container, setting, to }) => [workload, container, setting, to]);
  return `${repository} ${id} ${evidenceUntil} ${fingerprint(JSON.stringify(values))}`;
}

interface Found {
  /** Tells it from everything else that happens to this pull request. */
  readonly name: string;
  readonly at: Instant;
  readonly actor: string | null;
  readonly happened: Happening;
  readonly hasEvidence?: true;
}

type Step = (known: PullRequestHistory | null, seen: SeenPullRequest, now: Instant) => Found | null;

// In the order in which they happen, if several did since the last look.
const steps: readonly Step[] = [
  ...[proposed, updated, edited, reopened, held, snoozed, ended],
  ...[cameLive, extended, settled, undone],
];

function proposed(known: PullRequestHistory | null, seen: SeenPullRequest): Found | null {
  if (known !== null) return null;
  const { number: pullRequest, branch, workload, createdAt: at, record } = seen;
  const happened = { kind: "proposed", pullRequest, branch, workload, ...valuesOf(record) } as const;
  return { name: "proposed", at, actor: ourselves, happened, hasEvidence: true };
}

function updated(known: PullRequestHistory | null, seen: SeenPullRequest, now: Instant): Found | null {
  const { number: pullRequest, record } = seen;
  if (known === null || known.commit === record.head.commit) return null;
  const happened = { kind: "updated", pullRequest, ...valuesOf(record) } as const;
  const at = parseInstant(record.writtenAt ?? "") ?? now;
  return { name: `update ${known.turns.update + 1}`, at, actor: ourselves, happened, hasEvidence: true };
}

function edited(known: PullRequestHistory | null, seen: SeenPullRequest, now: Instant): Found | null {
  const { number: pullRequest, edited: commit } = seen;
  if (commit === null || known === null || known.edited === commit) return null;
  const happened = { kind: "edited", pullRequest, commit } as const;
  return { name: `edit ${known.turns.edit + 1}`, at: now, actor: null, happened };
}

/** What is done to an open one; on one that ended, labels say other things. */
function held(known: PullRequestHistory | null, seen: SeenPullRequest, now: Instant): Found | null {
  if (known === null || seen.state !== "open" || known.isHeld === seen.isHeld) return null;
  const happened = { kind: seen.isHeld ? "held" : "released", pullRequest: seen.number } as const;
  return { name: `hold ${known.turns.hold + 1}`, at: now, actor: null, happened };
}

function snoozed(known: PullRequestHistory | null, seen: SeenPullRequest, now: Instant): Found | null {
  const { number: pullRequest, snoozedUntil: until } = seen;
  if (known === null || seen.state !== "open" || known.snoozedUntil === until) return null;
  const happened = { kind: "snoozed", pullRequest, until } as const;
  return { name: `snooze ${known.turns.snooze + 1}`, at: now, actor: null, happened };
}

function reopened(known: PullRequestHistory | null, seen: SeenPullRequest, now: Instant): Found | null {
  if (known === null || known.state === "open" || seen.state !== "open") return null;
  const happened = { kind: "reopened", pullRequest: seen.number } as const;
  return { name: `state ${known.turns.state + 1}`, at: now, actor: null, happened };
}

function ended(known: PullRequestHistory | null, seen: SeenPullRequest, now: Instant): Found | null {
  const { number: pullRequest, state, record, labels, endedBy } = seen;
  if (known === null || state === "open" || known.state === state) return null;
  const name = `state ${known.turns.state + 1}`;
  const at = seen.endedAt ?? now;
  if (state === "merged") return { name, at, actor: endedBy, happened: { kind: "merged", pullRequest } };
  if (record.closed === undefined) {
    return { name, at, actor: endedBy, happened: { kind: "rejected", pullRequest, labels } };
  }
  return { name, at, actor: ourselves, happened: { kind: "closed", pullRequest, reason: record.closed } };
}

function cameLive(known: PullRequestHistory | null, { number, record }: SeenPullRequest): Found | null {
  const live = record.followed?.live;
  const at = parseInstant(live?.since ?? "");
  if (known?.phase !== "merged" || live === undefined || at === null) return null;
  const { level, seen } = live;
  return byUs("live", at, { kind: "live", pullRequest: number, level, seen });
}

/** After a day of watching it could not be told; it is watched on. */
function extended(known: PullRequestHistory | null, { number, record }: SeenPullRequest): Found | null {
  const { live, look } = record.followed ?? {};
  const [since, at] = [parseInstant(live?.since ?? ""), parseInstant(look?.at ?? "")];
  if (known?.phase !== "live" || look?.outcome !== "inconclusive" || look.next === null) return null;
  if (since === null || at === null || at - since < duration(1, "d")) return null;
  const judged = { pullRequest: number, afterSeconds: (at - since) / 1000, findings: look.findings };
  return byUs("extended", at, { kind: "inconclusive", isExtended: true, ...judged });
}

function settled(
  known: PullRequestHistory | null,
  { number, record, endedAt }: SeenPullRequest,
): Found | null {
  const { live, look } = record.followed ?? {};
  const at = parseInstant(look?.at ?? "");
  if (known === null || known.state !== "merged" || known.isSettled) return null;
  if (look === undefined || look.next !== null || at === null) return null;
  const { outcome: kind, findings } = look;
  const from = parseInstant(live?.since ?? "") ?? endedAt ?? at;
  const afterSeconds = (at - from) / 1000;
  if (kind === "not-live")
    return byUs("outcome", at, { kind, pullRequest: number, waitedSeconds: afterSeconds });
  const judged = { pullRequest: number, afterSeconds, findings };
  const happened = kind === "inconclusive" ? { kind, isExtended: false, ...judged } : { kind, ...judged };
  return byUs("outcome", at, happened);
}

function byUs(name: string, at: Instant, happened: Happening): Found {
  return { name, at, actor: ourselves, happened };
}

function undone(known: PullRequestHistory | null, seen: SeenPullRequest, now: Instant): Found | null {
  const { number: pullRequest, undone: how } = seen;
  if (how === null || known === null || known.isUndone) return null;
  return { name: "undone", at: now, actor: null, happened: { kind: "reverted", pullRequest, how } };
}

function valuesOf({ head, settings, evidenceUntil }: ChangeRecord) {
  return { commit: head.commit, settings, evidenceUntil };
}
