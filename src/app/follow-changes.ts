import {
  type Followed,
  followedFor,
  type Instant,
  instant,
  isSettled,
  parseInstant,
} from "../core/model/index.ts";
import { isConfigurationBranch } from "../core/onboard/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { PullRequest } from "../ports/code-host.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";
import { type FollowedChange, type MergedChange, namespacesOf } from "./followed-change.ts";
import { judgeFollowed } from "./judge-followed.ts";
import { readRollout } from "./read-rollout.ts";
import { sentencesOf, type WriteParts, writeFollowed } from "./write-followed.ts";

/** A metrics source for the time of one pass. */
export interface OpenedMetrics {
  readonly source: MetricsSource;
  close(): Promise<void>;
}

export interface FollowParts extends WriteParts {
  /** Opened only where something is to be looked at. */
  readonly openMetrics: () => Promise<OpenedMetrics>;
  /** Pull requests that somebody asked to look at now. */
  readonly asked: ReadonlySet<number>;
  readonly dryRun: boolean;
}

/**
 * Looks at what came of the changes that were merged, as far as a look is due, and writes it where it is new. Nothing is
 * claimed where the metrics are away: the next pass looks again. Throws a PortError where the code host fails.
 */
export async function followChanges(
  parts: FollowParts,
  ended: readonly PullRequest[],
): Promise<readonly FollowedChange[]> {
  const merged = ended.flatMap((one) => mergedChange(one, parts) ?? []);
  const due = merged.filter((one) => isDue(one, parts));
  const looks = due.length === 0 ? new Map<MergedChange, Look>() : await lookAtAll(due, parts);
  const all: FollowedChange[] = [];
  for (const change of merged) all.push(await shown(change, looks.get(change) ?? null, parts));
  return all;
}

/** What was found, or why it could not be looked. */
type Look = { readonly followed: Followed } | { readonly failure: string };

// Without a time of its own, a change that does not run yet is looked at this soon.
const untilLive = 5 * 60_000;
const afterFailure = 10 * 60_000;

function mergedChange(pullRequest: PullRequest, { seal, now }: FollowParts): MergedChange | null {
  const { state, endedAt, headBranch, body } = pullRequest;
  if (state !== "merged" || endedAt === null || isConfigurationBranch(headBranch)) return null;
  if (now - endedAt > followedFor) return null;
  // Without a signature that holds, nobody knows which values to look for.
  const record = readMetadata(body, seal);
  return record === null || record.settings.length === 0 ? null : { pullRequest, record, mergedAt: endedAt };
}

function isDue({ record: { followed }, pullRequest }: MergedChange, { now, asked }: FollowParts): boolean {
  if (asked.has(pullRequest.number)) return true;
  if (isSettled(followed)) return false;
  const next = parseInstant(followed?.look?.next ?? "");
  return next === null || next <= now;
}

/** One reading for the namespaces of all of them. */
async function lookAtAll(
  due: readonly MergedChange[],
  { openMetrics, now }: FollowParts,
): Promise<ReadonlyMap<MergedChange, Look>> {
  const looks = new Map<MergedChange, Look>();
  const namespaces = [...new Set(due.flatMap(({ record }) => namespacesOf(record)))].sort();
  try {
    const { source, close } = await openMetrics();
    try {
      const since = instant(Math.max(now - longestLook, Math.min(...due.map(({ mergedAt }) => mergedAt))));
      const rollout = await readRollout(source, namespaces, since, now);
      for (const change of due) looks.set(change, await look(source, change, rollout, now));
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    for (const change of due) if (!looks.has(change)) looks.set(change, { failure: error.message });
  }
  return looks;
}

// Samples of all pods of a namespace: what was longer ago says little about what runs now.
const longestLook = 24 * 3_600_000;

async function look(
  source: MetricsSource,
  change: MergedChange,
  rollout: Awaited<ReturnType<typeof readRollout>>,
  now: Instant,
): Promise<Look> {
  try {
    return { followed: await judgeFollowed(source, change, rollout, now) };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { failure: error.message };
  }
}

async function shown(change: MergedChange, look: Look | null, parts: FollowParts): Promise<FollowedChange> {
  const before = change.record.followed;
  const failure = look !== null && "failure" in look ? look.failure : null;
  const followed = look !== null && "followed" in look ? look.followed : (before ?? {});
  const isNew = JSON.stringify(followed) !== JSON.stringify(before);
  const writes = isNew && failure === null && look !== null && !parts.dryRun;
  const pullRequest = writes ? await writeFollowed(parts, change, followed) : change.pullRequest;
  const sentences = sentencesOf(change, followed);
  const regressed = followed.look?.outcome === "regressed" ? followed.look : null;
  return {
    pullRequest,
    followed,
    state: failure === null ? sentences : [...sentences, `It could not be looked at: ${failure}.`],
    next: nextOf(followed, failure, parts.now),
    wish: regressed === null ? null : { kind: "rollback", reasons: regressed.findings },
  };
}

function nextOf(followed: Followed, failure: string | null, now: Instant): Instant | null {
  if (failure !== null) return instant(now + afterFailure);
  if (isSettled(followed)) return null;
  return parseInstant(followed.look?.next ?? "") ?? instant(now + untilLive);
}
