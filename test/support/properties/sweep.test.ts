import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSweep } from "./sweep.ts";

describe("how wide properties are swept", () => {
  test("is the same in every run that asks for nothing", () => {
    expect(readSweep({})).toEqual(readSweep({}));
    expect(readSweep({})).toMatchObject({ seed: expect.any(Number), factor: 1 });
  });

  test("is as the environment says", () => {
    expect(readSweep({ OPTPASS_TEST_SEED: "random", OPTPASS_TEST_RUNS: "10" })).toEqual({
      seed: null,
      factor: 10,
    });
    expect(readSweep({ OPTPASS_TEST_SEED: "-7" }).seed).toBe(-7);
  });

  test.each([
    { OPTPASS_TEST_SEED: "" },
    { OPTPASS_TEST_SEED: "rnd" },
    { OPTPASS_TEST_RUNS: "0" },
    { OPTPASS_TEST_RUNS: "ten" },
  ])("is never guessed from %j", (environment) => {
    expect(() => readSweep(environment)).toThrow(/write/);
  });

  test("holds for a property that says nothing of its seed", () => {
    const { seed, factor } = readSweep(process.env);
    const { seed: used, numRuns } = fc.check(fc.property(fc.nat(), () => true));
    expect(numRuns).toBe(100 * factor);
    if (seed !== null) expect(used).toBe(seed);
  });
});
