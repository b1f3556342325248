import { syncPeriod } from "../hpa/controller.ts";
import { type Demand, partOf } from "./demand.ts";
import { firstReplicas, type Look, type PodShape, replay } from "./replay.ts";
import type { Scaler } from "./scaler.ts";

/** Levels of load, as shares of what the ready pods can do, above which time is counted; the first is under-provisioned. */
const loadLevels = [1, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6] as const;

/** What a replay came to, of the looks at which demand was known. */
export interface Score {
  readonly looks: number;
  readonly replicaHours: number;
  /** Looks with more load than each of `loadLevels`. */
  readonly above: readonly number[];
  readonly atMax: number;
  readonly events: number;
  /** Changes against the direction of the one before, within half an hour of it. */
  readonly reversals: number;
}

const reversalWithin = 1800;

/** Scores each stretch of `looksEach` looks of one replay by itself; one stretch where nothing is said. */
export function scoreReplay(
  demand: Demand,
  scaler: Scaler,
  shape: PodShape,
  bounds: { readonly min: number; readonly max: number },
  looksEach: number = Math.max(1, demand.values.length),
): readonly Score[] {
  const tallies: Tally[] = [];
  const swings = new Swings();
  const first = firstReplicas(demand, shape, bounds);
  replay(demand, scaler, shape, first, (look) => {
    const stretch = Math.floor(look.index / looksEach);
    let tally = tallies[stretch];
    if (tally === undefined) {
      tally = new Tally();
      tallies[stretch] = tally;
    }
    tally.add(look, shape.capacity, bounds.max);
    if (look.next !== look.replicas) swings.add(look, tally);
  });
  return tallies.map((tally) => tally.score());
}

/** Scores one part of a replay, the looks from `from` on, as it runs on from the part before. */
export function scoreFrom(
  demand: Demand,
  scaler: Scaler,
  shape: PodShape,
  bounds: { readonly min: number; readonly max: number },
  from: number,
): Score {
  // A day before it is enough for every window to have filled.
  const lead = Math.min(from, 86_400 / syncPeriod);
  const part = partOf(demand, from - lead, demand.values.length);
  const tally = new Tally();
  const swings = new Swings();
  replay(part, scaler, shape, firstReplicas(part, shape, bounds), (look) => {
    if (look.index < lead) return;
    tally.add(look, shape.capacity, bounds.max);
    if (look.next !== look.replicas) swings.add(look, tally);
  });
  return tally.score();
}

export function sumOf(scores: readonly Score[]): Score {
  const total = new Tally();
  for (const score of scores) total.join(score);
  return total.score();
}

class Tally {
  #looks = 0;
  #replicaLooks = 0;
  readonly #above = new Float64Array(loadLevels.length);
  #atMax = 0;
  events = 0;
  reversals = 0;

  add({ demand, ready, replicas }: Look, capacity: number, max: number): void {
    if (Number.isNaN(demand)) return;
    this.#looks += 1;
    this.#replicaLooks += replicas;
    if (replicas >= max) this.#atMax += 1;
    const able = ready * capacity;
    for (let level = loadLevels.length - 1; level >= 0; level -= 1) {
      if (demand <= able * (loadLevels[level] ?? 1)) break;
      this.#above[level] = (this.#above[level] ?? 0) + 1;
    }
  }

  join(score: Score): void {
    this.#looks += score.looks;
    this.#replicaLooks += (score.replicaHours * 3600) / syncPeriod;
    for (const [level, count] of score.above.entries())
      this.#above[level] = (this.#above[level] ?? 0) + count;
    this.#atMax += score.atMax;
    this.events += score.events;
    this.reversals += score.reversals;
  }

  score(): Score {
    return {
      looks: this.#looks,
      replicaHours: (this.#replicaLooks * syncPeriod) / 3600,
      above: [...this.#above],
      atMax: this.#atMax,
      events: this.events,
      reversals: this.reversals,
    };
  }
}

/** Follows the direction of changes. */
class Swings {
  #last = { at: -Infinity, direction: 0 };

  add({ index, next, replicas }: Look, tally: { events: number; reversals: number }): void {
    const at = index * syncPeriod;
    const direction = Math.sign(next - replicas);
    if (direction === -this.#last.direction && at - this.#last.at <= reversalWithin) tally.reversals += 1;
    tally.events += 1;
    this.#last = { at, direction };
  }
}
