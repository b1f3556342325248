import { describe, expect, test } from "vitest";
import { duration, type Instant, instant, type RecordedSetting } from "../model/index.ts";
import { cooldownAfter, cooling, type MergedRollback } from "./cooldown.ts";
import { declined } from "./declined.ts";
import type { ObservedPullRequest } from "./observed.ts";

const at = instant(Date.parse("2026-03-01T00:00:00Z"));
const daysAfter = (days: number): Instant => instant(at + duration(days, "d"));
const setting = (from: string, to: string, part: Partial<RecordedSetting> = {}): RecordedSetting => ({
  ...{ container: "api", setting: "requests.cpu", file: "api.yaml", path: "cpu", from, to },
  ...part,
});
const rollback: MergedRollback = {
  ...{ of: 7, at, labels: [], settings: [setting("230m", "1")] },
  coolsSeconds: 60 * 86_400,
};
const lower = setting("1", "200m");

test("each merged rollback doubles how long the next one silences a change", () => {
  const lengths = [0, 1, 2].map((merged) => cooldownAfter(merged, duration(60, "d")) / duration(1, "d"));
  expect(lengths).toEqual([60, 120, 240]);
});

describe("what was rolled back", () => {
  test("is not proposed in the same direction until its cooldown is over, however far", () => {
    expect(cooling(lower, [rollback], daysAfter(59))).toEqual({ of: 7, until: daysAfter(60) });
    expect(cooling(setting("1", "900m"), [rollback], daysAfter(59))).not.toBeNull();
    expect(cooling(lower, [rollback], daysAfter(60))).toBeNull();
  });

  test("does not silence the other direction, nor another setting", () => {
    expect(cooling(setting("1", "2"), [rollback], daysAfter(1))).toBeNull();
    expect(cooling({ ...lower, container: "worker" }, [rollback], daysAfter(1))).toBeNull();
  });

  test("silences nobody who is short of it, unless that help itself was rolled back", () => {
    const raise = setting("1", "2", { class: "safety" });
    const saved = { ...rollback, settings: [setting("3", "1")] };
    expect(cooling(raise, [saved], daysAfter(1))).toBeNull();
    const helped = { ...rollback, settings: [setting("3", "1", { class: "safety" })] };
    expect(cooling(raise, [helped], daysAfter(1))).toMatchObject({ of: 7 });
  });

  test("is silent for as long as a label of the rollback says", () => {
    expect(cooling(lower, [{ ...rollback, labels: ["optpass:ignore"] }], daysAfter(999))).toEqual({
      of: 7,
      until: null,
    });
    expect(cooling(lower, [{ ...rollback, labels: ["optpass:ignore-1s"] }], daysAfter(1))).toBeNull();
  });

  test("comes back after its cooldown, which a revert by hand never does", () => {
    const record = {
      id: "payments/api/resources",
      workload: { namespace: "payments", kind: "Deployment", name: "api" },
      settings: [setting("1", "230m")],
      head: { commit: "c", tree: "t" },
      evidenceUntil: "2026-02-01T00:00:00Z",
    } as const;
    const merged: ObservedPullRequest = {
      ...{ number: 7, state: "merged", headCommit: "c", labels: [], silences: [], endedAt: at, record },
    };
    const rejections = { lasts: duration(60, "d"), within: 0.2 };
    const hows = (days: number, rollbacks: readonly MergedRollback[]) =>
      declined([lower], [merged], { now: daysAfter(days), rejections, rollbacks }).map(({ how }) => how);
    expect(hows(1, [rollback])).toEqual(["rolled-back"]);
    expect(hows(61, [rollback])).toEqual([]);
    expect(hows(61, [])).toEqual(["reverted"]);
  });
});
