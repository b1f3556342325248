import {
  type ChangeEvent,
  duration,
  formatInstant,
  type Happening,
  type Instant,
  instant,
  type RollbackRecord,
} from "../model/index.ts";
import { type ChangeHistory, withEvent } from "./change-history.ts";
import type { Recorded, SeenPullRequest } from "./seen-events.ts";

/** A pull request that takes back what another one merged, as it is seen. */
export type SeenRollback = Omit<SeenPullRequest, "endedBy"> & { readonly endedBy: string | null };

/**
 * What a rollback tells of the change that it takes back, beyond what is recorded of that change: that it was proposed, and
 * that it was merged. None where the pull request that is taken back is not recorded. One that was closed says nothing.
 */
export function rollbackEvents(
  before: ChangeHistory,
  repository: string,
  seen: SeenRollback,
  rollback: RollbackRecord,
  now: Instant,
): Recorded {
  const { number, record, createdAt, endedAt, endedBy } = seen;
  const { of: pullRequest, change, left, coolsSeconds } = rollback;
  const known = before.pullRequests.find((one) => one.number === pullRequest);
  const events: ChangeEvent[] = [];
  let history = before;
  const add = (name: string, at: Instant, actor: string | null, happened: Happening): void => {
    const key = `#${pullRequest} rollback #${number} ${name}`;
    const event = { key, repository, change, at, actor, happened, evidence: null };
    events.push(event);
    history = withEvent(history, event);
  };
  if (known === undefined || isOlder(known.rollback, number)) return { events, history };
  if (known.rollback?.number !== number) {
    const { settings } = record;
    const happened = { kind: "rollback-proposed", pullRequest, rollback: number, settings, left } as const;
    add("proposed", createdAt, null, happened);
  }
  const isKnownAsMerged = known.rollback?.number === number && known.rollback.isMerged;
  if (seen.state === "merged" && !isKnownAsMerged) {
    const at = endedAt ?? now;
    const cooldownUntil = formatInstant(instant(at + duration(coolsSeconds, "s")));
    add("merged", at, endedBy, { kind: "rolled-back", pullRequest, rollback: number, cooldownUntil });
  }
  return { events, history };
}

function isOlder(known: { readonly number: number } | null, number: number): boolean {
  return known !== null && number < known.number;
}
