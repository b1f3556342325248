/** How wide a sweep of properties is, from the environment of the test run. */
export interface Sweep {
  /** `null`: fast-check chooses, and names the seed where a property fails. */
  readonly seed: number | null;
  /** How many times the usual runs. */
  readonly factor: number;
}

// A fixed seed, so that a change is not blamed for a counter-example that another seed would have found before it.
const usualSeed = 20_261_124;

/** Throws for what it does not understand: a sweep that is quietly the usual one would be taken for a wide one. */
export function readSweep(environment: Readonly<Record<string, string | undefined>>): Sweep {
  const seed = environment["OPTPASS_TEST_SEED"] ?? String(usualSeed);
  const runs = environment["OPTPASS_TEST_RUNS"] ?? "1";
  if (seed !== "random" && !/^-?\d{1,10}$/.test(seed)) {
    throw new Error(`OPTPASS_TEST_SEED is "${seed}": write a number, or random`);
  }
  if (!/^[1-9]\d{0,3}$/.test(runs)) {
    throw new Error(`OPTPASS_TEST_RUNS is "${runs}": write how many times the usual runs, from 1 to 9999`);
  }
  return { seed: seed === "random" ? null : Number(seed), factor: Number(runs) };
}

/** As many runs of a property as its test says, or more where a sweep is asked for. */
export function runs(usual: number): number {
  return usual * readSweep(process.env).factor;
}
