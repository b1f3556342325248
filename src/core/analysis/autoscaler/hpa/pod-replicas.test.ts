import { describe, expect, it } from "vitest";
import { type PodTarget, replicasByPods } from "./pod-replicas.ts";
import type { PodTally } from "./pod-tally.ts";

const cpu = (percent: number): PodTarget => ({ type: "Utilization", percent });
const each = (average: number): PodTarget => ({ type: "AverageValue", average });
const tenth = { up: 0.1, down: 0.1 };

// Every pod requests a core, as in the controller's own tests; the numbers are its, too.
function tally(usages: readonly number[], unready = 0, missing = 0, request = 1000): PodTally {
  return {
    measured: {
      count: usages.length,
      usage: usages.reduce((sum, usage) => sum + usage, 0),
      request: request * usages.length,
    },
    unready: { count: unready, request: request * unready },
    missing: { count: missing, request: request * missing },
  };
}

describe("replicas by a metric of the pods", () => {
  it.each([
    ["scales up by utilisation", 3, tally([300, 500, 700]), cpu(30), 5],
    ["takes unready pods for idle on the way up", 3, tally([500, 700], 1), cpu(30), 4],
    ["stays where unready pods make up for it", 3, tally([400], 2), cpu(30), 3],
    ["leaves failed pods out", 2, tally([500, 700]), cpu(30), 4],
    ["scales down by utilisation", 5, tally([100, 300, 500, 250, 250]), cpu(50), 3],
    ["leaves unready pods out on the way down", 5, tally([100, 300, 500], 2), cpu(50), 2],
    ["leaves pending pods out on the way down", 5, tally([100], 4), cpu(50), 1],
    ["stays within a tenth of the target", 3, tally([1010, 1030, 1020]), cpu(100), 3],
    ["takes missing and unready pods for idle on the way up", 3, tally([2000], 1, 1), cpu(50), 4],
    [
      "takes missing pods for busy, leaves unready ones out on the way down",
      4,
      tally([100, 100], 1, 1),
      cpu(50),
      3,
    ],
    [
      "never scales up on a wish for less, as with the surge of a rollout",
      2,
      tally([100, 100], 0, 1),
      cpu(50),
      2,
    ],
    ["scales up by an average", 3, tally([20000, 10000, 30000]), each(15000), 4],
    ["counts every pod of an average", 3, tally([50000, 15000, 30000]), each(15000), 7],
    ["scales down by an average", 5, tally(Array(5).fill(12000)), each(20000), 3],
    ["stays within a tenth of an average", 3, tally([20000, 21000, 21000]), each(20000), 3],
    ["scales up at once to what all pods together need", 3, tally([100, 200, 300], 0, 0, 100), cpu(10), 60],
  ])("%s", (_, current, pods, target, replicas) => {
    expect(replicasByPods(pods, target, current, tenth)).toBe(replicas);
  });

  it("scales up by one percent where nothing is tolerated", () => {
    const pods = tally([1010, 1010, 1010]);
    expect(replicasByPods(pods, cpu(100), 3, { up: 0, down: 0 })).toBe(4);
  });

  it("stays far above the target where that much is tolerated", () => {
    const pods = tally([1900, 1900, 1900]);
    expect(replicasByPods(pods, cpu(100), 3, { up: 2, down: 0.1 })).toBe(3);
  });

  it("with one percent tolerated scales up by an average", () => {
    const pods = tally([20000, 21000, 21000]);
    expect(replicasByPods(pods, each(20000), 3, { up: 0.01, down: 0.01 })).toBe(4);
  });

  it("takes missing pods for fully used on the way down", () => {
    expect(replicasByPods(tally([100, 100, 100], 0, 1), cpu(50), 4, tenth)).toBe(3);
    expect(replicasByPods(tally([100, 100, 100]), cpu(50), 4, tenth)).toBe(1);
  });

  it("says nothing where no pod was measured", () => {
    expect(replicasByPods(tally([], 3), cpu(50), 3, tenth)).toBeNull();
  });
});
