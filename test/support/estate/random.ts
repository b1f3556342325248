import { createHash } from "node:crypto";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A stream of uniform numbers in [0, 1). The same seed and name give the same stream on every machine. */
export type Chance = () => number;

/**
 * Every thing draws from a stream of its own, named after it, so that adding a workload or asking for fewer days
 * leaves the noise of the others as it was.
 */
export function chanceFor(seed: number, name: string): Chance {
  const generator = xoroshiro128plus(digest(`${seed}/${name}`).readInt32LE(0));
  return () => (generator.next() >>> 0) / 4_294_967_296;
}

export function between(chance: Chance, low: number, high: number): number {
  return low + (high - low) * chance();
}

export function pick<T>(chance: Chance, choices: readonly T[]): T {
  const choice = choices[Math.floor(chance() * choices.length)];
  if (choice === undefined) throw new RangeError("nothing to pick from");
  return choice;
}

/**
 * Roughly normal with standard deviation 1, and never beyond 3.5: the sum of four uniforms. Bounded on purpose,
 * so that the true peak of a design is known without looking at its samples.
 */
export function bell(chance: Chance): number {
  return (chance() + chance() + chance() + chance() - 2) * Math.sqrt(3);
}

/** Height of a burst over its smallest, heavy-tailed as request sizes are (Pareto, alpha 2), cut off at 4. */
export function burstHeight(chance: Chance): number {
  return Math.min(4, 1 / Math.sqrt(1 - chance()));
}

export function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
