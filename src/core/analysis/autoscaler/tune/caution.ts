import { type Score, sumOf } from "../replay/score.ts";
import type { Tried } from "./tried.ts";

/** A demand on the past: at most this share of the time above one of `loadLevels`. The loosest comes first. */
export interface Caution {
  readonly level: number;
  readonly share: number;
}

/** Each admits less than the one before it, so that who may pick from more of them never pays more. */
export const cautions: readonly Caution[] = [
  ...Array.from({ length: 40 }, (_, index) => ({ level: 0, share: 0.2 * 0.8 ** index })),
  { level: 0, share: 0 },
  ...[1, 2, 3, 4, 5, 6].map((level) => ({ level, share: 0 })),
];

/** What holds whatever the caution: pods are not held at max, and replicas do not flap. */
interface Restraints {
  readonly atMax: number;
  /** Reversals an hour. */
  readonly reversals: number;
}

// Time at max hides demand: an alert at a part in a thousand is usual. More than four reversals an hour is called flapping.
const restraints: Restraints = { atMax: 0.001, reversals: 4 };

export function holds(score: Score, { level, share }: Caution): boolean {
  const { looks, above, atMax, reversals } = score;
  const hours = looks / 240;
  return (
    (above[level] ?? 0) <= share * looks &&
    atMax <= restraints.atMax * looks &&
    reversals <= restraints.reversals * hours
  );
}

/** The cheapest that held on the stretches before `until`; `null`: none did. */
export function cheapest(tried: readonly Tried[], caution: Caution, until: number): Tried | null {
  let best: Tried | null = null;
  let least = Infinity;
  for (const one of tried) {
    const past = one.before[until];
    if (past === undefined || !holds(past, caution) || past.replicaHours >= least) continue;
    least = past.replicaHours;
    best = one;
  }
  return best;
}

/**
 * What a caution came to on stretches that it was not chosen from: each is scored with the settings that the stretches before
 * it would have led to; where none held, with those that came closest. `null`: there are no stretches.
 */
export function walkForward(tried: readonly Tried[], caution: Caution): Score | null {
  const stretches = tried[0]?.stretches.length ?? 0;
  const seen: Score[] = [];
  for (let stretch = Math.ceil(stretches / 2); stretch < stretches; stretch += 1) {
    const chosen = cheapest(tried, caution, stretch) ?? safest(tried, caution.level, stretch);
    const next = chosen?.stretches[stretch];
    if (next !== undefined) seen.push(next);
  }
  return seen.length === 0 ? null : sumOf(seen);
}

/** The least time above a level, and among those the cheapest. */
export function safest(tried: readonly Tried[], level: number, until: number): Tried | null {
  let best: Tried | null = null;
  let [least, cost] = [Infinity, Infinity];
  for (const one of tried) {
    const past = one.before[until];
    if (past === undefined) continue;
    const above = past.above[level] ?? 0;
    if (above > least || (above === least && past.replicaHours >= cost)) continue;
    best = one;
    [least, cost] = [above, past.replicaHours];
  }
  return best;
}
