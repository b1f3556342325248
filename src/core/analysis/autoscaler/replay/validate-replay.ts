import type { Demand } from "./demand.ts";
import { type PodShape, replay } from "./replay.ts";
import type { Scaler } from "./scaler.ts";

/** How far a replay of today's settings was from what really ran, over the looks at which both are known. */
export interface Fidelity {
  readonly looks: number;
  /** Mean difference of replicas, as a share of the mean that ran. */
  readonly error: number;
  /** Replayed replicas over those that ran, less one: below zero the replay is too cheap. */
  readonly bias: number;
}

/** `recorded`: replicas at each look of `demand`, NaN where they are not known. */
export function validateReplay(
  demand: Demand,
  scaler: Scaler,
  shape: PodShape,
  recorded: ArrayLike<number>,
): Fidelity | null {
  let [looks, ran, replayed, apart] = [0, 0, 0, 0];
  const first = firstKnown(recorded);
  if (first === null) return null;
  replay(demand, scaler, shape, first, ({ index, demand: asked, replicas }) => {
    const real = recorded[index] ?? Number.NaN;
    if (Number.isNaN(real) || Number.isNaN(asked)) return;
    looks += 1;
    ran += real;
    replayed += replicas;
    apart += Math.abs(replicas - real);
  });
  if (looks === 0 || ran === 0) return null;
  return { looks, error: apart / ran, bias: replayed / ran - 1 };
}

function firstKnown(recorded: ArrayLike<number>): number | null {
  for (let index = 0; index < recorded.length; index += 1) {
    const value = recorded[index] ?? Number.NaN;
    if (!Number.isNaN(value)) return value;
  }
  return null;
}
