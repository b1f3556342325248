import { type Followed, formatInstant, type Instant, isSettled, type LiveLevel } from "../model/index.ts";

const levels: Readonly<Record<LiveLevel, string>> = {
  "value-visible": "the values of its pods",
  "exact-revision": "the revision that was applied",
  "sync-counter": "a sync after the merge",
  "fixed-delay": "the time that has passed",
};

/** What was seen of a change since its merge, for the status of its pull request. Nothing in it moves between two looks. */
export function followSentences(followed: Followed, until: Instant | null): readonly string[] {
  const { live, look } = followed;
  const runs =
    live === undefined ? [] : [`It runs since ${live.since}, by ${levels[live.level]}: ${live.seen}.`];
  if (look === undefined) {
    return live === undefined
      ? [`Merged. Whether it runs is looked for${until === null ? "" : ` until ${formatInstant(until)}`}.`]
      : [...runs, "It is being verified."];
  }
  const next = look.next === null ? [] : [`The next look is at ${look.next}.`];
  return [headlines[isSettled(followed) ? look.outcome : "watched"], ...runs, ...look.findings, ...next];
}

const headlines = {
  verified: "Verified: the service is not worse than before the change.",
  regressed:
    "Regressed: the service is worse since the change. Rolling it back is recommended: /optpass rollback, or the Revert button.",
  inconclusive: "Inconclusive: it cannot be told what came of the change. Somebody has to look.",
  "not-live": "Not live: nothing shows that the change runs. Is it synced? /optpass verify looks again.",
  watched: "Verifying.",
} as const;
