import { type Instant, instant, type Seal } from "../core/model/index.ts";
import {
  type ChangeHistory,
  isNewlyEnded,
  noHistory,
  type Recorded,
  rollbackEvents,
  type SeenPullRequest,
  seenEvents,
} from "../core/record/index.ts";
import type { Clock } from "../ports/clock.ts";
import type { CodeHost, PullRequest } from "../ports/code-host.ts";
import type { EventLog } from "../ports/event-log.ts";
import { type KeptRecords, keep, loadRecords } from "./kept-records.ts";
import type { Became } from "./recorder.ts";
import { type Noted, nothingNoted, seenPullRequest } from "./seen-pull-request.ts";

export interface RecorderParts {
  readonly log: EventLog;
  /** `owner/name` in lower case. */
  readonly repository: string;
  readonly seal: Seal | null;
  readonly clock: Clock;
}

export interface WorldToRecord {
  readonly seen: readonly PullRequest[];
  readonly became: readonly Became[];
  /** How often at most it is asked who ended a pull request. What is left out is recorded another time. */
  readonly mostAsked: number;
}

/**
 * Compares the pull requests of a repository with what is recorded, and records what is missing: also of those that were
 * open when somebody last looked, and are not seen any more. How many pull requests were recorded as they are, and how many
 * do not tell what they propose.
 */
export async function recordWorld(
  parts: RecorderParts,
  host: CodeHost,
  { seen, became, mostAsked }: WorldToRecord,
): Promise<{ readonly recorded: number; readonly unreadable: number }> {
  const { log, repository, clock, seal } = parts;
  const now = clock.now();
  const kept = await loadRecords(log, repository);
  const histories = new Map(kept);
  const news = new Map<string, Recorded>();
  let [asked, recorded, unreadable] = [0, 0, 0];
  for (const pullRequest of await asTheyAre(host, seen, became, kept, now)) {
    const found = await seenPullRequest(host, pullRequest, seal, notedOf(pullRequest, became));
    if (found === "unreadable") unreadable += 1;
    if (found === "unreadable" || found === null) continue;
    const { closed, rollback } = found.record;
    // What takes a change back is part of the life of that change.
    const id = rollback?.change ?? found.record.id;
    const before = histories.get(id) ?? noHistory;
    const isAsked =
      rollback === undefined
        ? closed === undefined && isNewlyEnded(before, found)
        : isNewRollback(before, found);
    if (isAsked && asked >= mostAsked) continue;
    if (isAsked) asked += 1;
    const endedBy = isAsked ? await host.closer(found.number) : null;
    const told = { ...found, endedBy };
    const { events, history } =
      rollback === undefined
        ? seenEvents(before, repository, told, now)
        : rollbackEvents(before, repository, told, rollback, now);
    recorded += 1;
    histories.set(id, history);
    news.set(id, { events: [...(news.get(id)?.events ?? []), ...events], history });
  }
  const changed = [...news].map(([change, one]) => ({ change, ...one }));
  await keep(log, repository, changed, now);
  return { recorded, unreadable };
}

/** A merge of a rollback that is not recorded. */
function isNewRollback(
  { pullRequests }: ChangeHistory,
  { number, state, record }: Omit<SeenPullRequest, "endedBy">,
): boolean {
  const known = pullRequests.find((one) => one.number === record.rollback?.of)?.rollback ?? null;
  const isKnown = known !== null && (known.number > number || (known.number === number && known.isMerged));
  return state === "merged" && !isKnown;
}

/** By number, ascending: the order in which they were opened. */
async function asTheyAre(
  host: CodeHost,
  seen: readonly PullRequest[],
  became: readonly Became[],
  kept: KeptRecords,
  now: Instant,
): Promise<readonly PullRequest[]> {
  const all = new Map(seen.map((one) => [one.number, one]));
  for (const { written, state } of became) {
    if (written !== null) all.set(written.number, state === "closed" ? closedAt(written, now) : written);
  }
  const known = [...kept.values()].flatMap(({ pullRequests }) => pullRequests);
  for (const { number, state } of known) {
    if (state === "open" && !all.has(number)) all.set(number, await host.pullRequest(number));
  }
  return [...all.values()].sort((left, right) => left.number - right.number);
}

/** The text of one that is closed is written before it is. */
function closedAt(pullRequest: PullRequest, now: Instant): PullRequest {
  return { ...pullRequest, state: "closed", endedAt: pullRequest.endedAt ?? instant(now) };
}

function notedOf({ number, headCommit }: PullRequest, became: readonly Became[]): Noted {
  const own = became.find((one) => one.number === number);
  const no = became
    .flatMap(({ declined }) => declined)
    .find((one) => one.number === number && (one.how === "reverted" || one.how === "raised"));
  return {
    ...nothingNoted,
    ...(own?.state === "edited" ? { edited: headCommit } : {}),
    ...(no?.how === "reverted" || no?.how === "raised" ? { undone: no.how } : {}),
  };
}
