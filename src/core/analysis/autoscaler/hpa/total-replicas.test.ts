import { describe, expect, it } from "vitest";
import { replicasByTotal, type TotalTarget } from "./total-replicas.ts";

const value = (amount: number): TotalTarget => ({ type: "Value", value: amount });
const average = (amount: number): TotalTarget => ({ type: "AverageValue", average: amount });
const counts = (current: number, ready = current, status = current) => ({ current, ready, status });

describe("replicas by one number for all pods", () => {
  it.each([
    ["scales up by an object", 20000, value(15000), counts(3), 0.1, 4],
    ["multiplies ready pods only", 50000, value(10000), counts(3, 1), 0.1, 5],
    ["scales an external value up", 8600, value(4400), counts(1), 0.1, 2],
    ["scales an external value down", 8600, value(14334), counts(5), 0.1, 3],
    ["starts from nothing by the ratio", 20000, value(5000), counts(0), 0.1, 4],
    ["scales up by an average", 8600, average(2150), counts(3), 0.1, 4],
    ["scales down by an average", 8600, average(2867), counts(5), 0.1, 3],
    ["stays within a tenth", 8600, average(2900), counts(3), 0.1, 3],
    ["scales up where a hundredth is tolerated", 8600, average(2800), counts(3), 0.01, 4],
    ["divides where the status has no replicas", 20000, average(5000), counts(3, 3, 0), 0.1, 4],
    ["holds what 32 bits hold", 1e15, average(1), counts(3), 0.1, 2 ** 31 - 1],
  ])("%s", (_, usage, target, replicas, tolerance, wanted) => {
    expect(replicasByTotal(usage, target, replicas, { up: tolerance, down: tolerance })).toBe(wanted);
  });
});
