import { describe, expect, it } from "vitest";
import { groupPods, type PodState } from "./group-pods.ts";

const now = 10_000;
const sample = { value: 500, at: now, window: 60 };
const long: PodState = {
  phase: "Running",
  isDeleted: false,
  startedAt: now - 3600,
  ready: { status: true, since: now - 3590 },
  sample,
  request: 1000,
};
const young: PodState = { ...long, startedAt: now - 120, ready: { status: true, since: now - 90 } };
const not = (since: number) => ({ status: false, since });

describe("sorting pods", () => {
  it.each<[string, PodState, "measured" | "unready" | "missing" | "left out"]>([
    ["a ready pod is measured", long, "measured"],
    ["a pod without a sample is missing", { ...long, sample: null }, "missing"],
    ["a pending pod is unready", { ...long, phase: "Pending", sample: null }, "unready"],
    ["a failed pod is left out", { ...long, phase: "Failed" }, "left out"],
    ["a deleted pod is left out", { ...long, isDeleted: true }, "left out"],
    ["a pod without a start is unready", { ...long, startedAt: null }, "unready"],
    ["a pod without a condition is unready", { ...long, ready: null }, "unready"],
    ["a young pod that is not ready is unready", { ...young, ready: not(now - 90) }, "unready"],
    [
      "a young pod whose sample reaches back before it was ready is unready",
      { ...young, ready: { status: true, since: now - 30 } },
      "unready",
    ],
    ["a young pod with a sample of its own is measured", young, "measured"],
    ["an old pod that never was ready is unready", { ...long, ready: not(now - 3590) }, "unready"],
    ["an old pod that is ready no more is measured", { ...long, ready: not(now - 60) }, "measured"],
  ])("%s", (_, pod, where) => {
    const tally = groupPods([pod], "cpu", now);
    const counts = {
      measured: tally.measured.count,
      unready: tally.unready.count,
      missing: tally.missing.count,
    };
    const none = { measured: 0, unready: 0, missing: 0 };
    expect(counts).toEqual(where === "left out" ? none : { ...none, [where]: 1 });
  });

  it("looks at readiness for CPU only", () => {
    expect(groupPods([{ ...long, ready: null }], "other", now).measured.count).toBe(1);
  });

  it("adds up what it sorted", () => {
    const tally = groupPods([long, long, { ...long, sample: null }], "cpu", now);
    expect(tally.measured).toEqual({ count: 2, usage: 1000, request: 2000 });
    expect(tally.missing).toEqual({ count: 1, request: 1000 });
  });
});
