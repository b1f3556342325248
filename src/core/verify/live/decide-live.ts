import {
  type Duration,
  duration,
  formatDuration,
  type Instant,
  instant,
  type LiveLevel,
} from "../../model/index.ts";

/** What shows whether a merged change runs, by the strength of what it shows. */
export interface LiveInput {
  readonly mergedAt: Instant;
  readonly now: Instant;
  /** How long after the merge it may take. */
  readonly liveWithin: Duration;
  /** Moments since the merge, ascending; `null` where the source shows no values of pods. */
  readonly values: readonly ValuesSeen[] | null;
  /** What reconcilers say they applied. */
  readonly revisions: readonly RevisionSeen[];
  /** `null` where no Argo CD shows an application that it could be. */
  readonly sync: SyncSeen | null;
  /** After so long it counts as running where nothing else tells; `null` in production, and where that is not known. */
  readonly fixedDelay: Duration | null;
}

/** The running pods of the workloads, and how many of them show every new value. */
export interface ValuesSeen {
  readonly at: Instant;
  readonly pods: number;
  readonly showing: number;
}

export interface RevisionSeen {
  /** As people name it: `the Kustomization apps`. */
  readonly source: string;
  /** The commit. */
  readonly revision: string;
  /** The merge is that commit or an ancestor of it: reconcilers apply the head of a branch, not one commit. */
  readonly includesMerge: boolean;
  readonly isReady: boolean;
}

export interface SyncSeen {
  readonly application: string;
  /** Syncs that succeeded since the merge. "Synced" without one is what was so before it. */
  readonly syncs: number;
  /** For how long it has been Synced and Healthy, up to now. */
  readonly settledFor: Duration;
}

export type Live =
  | { readonly kind: "live"; readonly level: LiveLevel; readonly since: Instant; readonly seen: string }
  | { readonly kind: "waiting"; readonly until: Instant }
  | { readonly kind: "not-live"; readonly waited: Duration };

/**
 * Whether a merged change runs, by the strongest evidence there is. What is weaker counts only where what is stronger
 * shows nothing at all: pods that show old values are not overruled by a "Synced".
 */
export function decideLive(input: LiveInput): Live {
  const { mergedAt, now, liveWithin } = input;
  const found = strongest(input);
  if (found !== null) return { kind: "live", ...found };
  const until = instant(mergedAt + liveWithin);
  return now < until
    ? { kind: "waiting", until }
    : { kind: "not-live", waited: duration(now - mergedAt, "ms") };
}

type Found = Omit<Extract<Live, { kind: "live" }>, "kind">;

function strongest(input: LiveInput): Found | null {
  const { values, revisions, sync } = input;
  if (values?.some(({ pods }) => pods > 0) === true) return byValues(values);
  if (revisions.length > 0) return byRevisions(revisions, input);
  if (sync !== null) return bySync(sync, input);
  return byDelay(input);
}

/** In all running pods, at two moments in a row, the newest of them included. */
function byValues(values: readonly ValuesSeen[]): Found | null {
  const lastWithout = values.findLastIndex(({ pods, showing }) => pods === 0 || showing < pods);
  const run = values.slice(lastWithout + 1);
  const [first, second] = run;
  const last = run.at(-1);
  if (first === undefined || second === undefined || last === undefined) return null;
  const seen = last.pods === 1 ? "the one running pod shows it" : `all ${last.pods} running pods show it`;
  return { level: "value-visible", since: first.at, seen };
}

/** All of them: a change of several workloads may be applied by several reconcilers. */
function byRevisions(revisions: readonly RevisionSeen[], { now }: LiveInput): Found | null {
  if (!revisions.every(({ includesMerge, isReady }) => includesMerge && isReady)) return null;
  const seen = revisions.map(({ source, revision }) => `${source} applied ${revision.slice(0, 10)}`);
  return { level: "exact-revision", since: now, seen: seen.join(", ") };
}

const settledEnough = duration(2, "m");

function bySync({ application, syncs, settledFor }: SyncSeen, { now }: LiveInput): Found | null {
  if (syncs < 1 || settledFor < settledEnough) return null;
  const since = instant(now - settledFor);
  return { level: "sync-counter", since, seen: `${application} was synced after the merge, and is healthy` };
}

function byDelay({ mergedAt, now, fixedDelay }: LiveInput): Found | null {
  if (fixedDelay === null || now - mergedAt < fixedDelay) return null;
  const seen = `nothing shows it, and ${formatDuration(fixedDelay)} have passed`;
  return { level: "fixed-delay", since: instant(mergedAt + fixedDelay), seen };
}
