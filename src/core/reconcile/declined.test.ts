import { describe, expect, test } from "vitest";
import type { ChangeRecord, RecordedSetting } from "../model/index.ts";
import { declined, type ObservedPullRequest } from "./index.ts";

const cpu: RecordedSetting = {
  container: "api",
  setting: "requests.cpu",
  file: "apps/api.yaml",
  path: "spec.cpu",
  from: "1",
  to: "230m",
};
const memory: RecordedSetting = { ...cpu, setting: "requests.memory", from: "1Gi", to: "336Mi" };

function pullRequest(
  state: ObservedPullRequest["state"],
  settings: readonly RecordedSetting[],
): ObservedPullRequest {
  const record: ChangeRecord = {
    id: "payments/api/resources",
    workload: { namespace: "payments", kind: "Deployment", name: "api" },
    settings,
    head: { commit: "c1", tree: "t1" },
    evidenceUntil: "2026-11-20T00:00:00Z",
  };
  return { number: 7, state, headCommit: "c1", record };
}

const resources = (desired: readonly RecordedSetting[], earlier: readonly ObservedPullRequest[]) =>
  declined(desired, earlier).map(({ resource, how }) => `${resource} ${how}`);

describe("what people declined", () => {
  test("is what a closed pull request proposed in the same direction, about as far", () => {
    expect(resources([{ ...cpu, to: "260m" }], [pullRequest("closed", [cpu])])).toEqual(["cpu closed"]);
    expect(resources([{ ...cpu, to: "600m" }], [pullRequest("closed", [cpu])])).toEqual([]);
  });

  test("does not silence the other direction", () => {
    const raise = { ...cpu, from: "100m", to: "200m" };
    const cut = { ...cpu, from: "400m", to: "200m" };

    expect(resources([cut], [pullRequest("closed", [raise])])).toEqual([]);
  });

  test("does not silence what was not part of it", () => {
    expect(resources([cpu, memory], [pullRequest("closed", [cpu])])).toEqual(["cpu closed"]);
  });

  test("is remembered from any earlier pull request, not from the newest only", () => {
    const earlier = [pullRequest("merged", [memory]), pullRequest("closed", [cpu])];

    expect(resources([cpu], earlier)).toEqual(["cpu closed"]);
  });

  test("is what was merged and then taken back by hand", () => {
    expect(resources([cpu], [pullRequest("merged", [cpu])])).toEqual(["cpu reverted"]);
  });

  test("is everything below a value that a person set above what was merged last", () => {
    const merged = [pullRequest("merged", [cpu])];

    expect(resources([{ ...cpu, from: "500m", to: "400m" }], merged)).toEqual(["cpu raised"]);
    expect(resources([{ ...cpu, from: "500m", to: "700m" }], merged)).toEqual([]);
    expect(resources([{ ...cpu, from: "200m", to: "100m" }], merged)).toEqual([]);
  });

  test("is nothing where the value is what was merged last, whatever was merged before", () => {
    const later = { ...cpu, from: "230m", to: "600m" };
    const merged = [pullRequest("merged", [later]), pullRequest("merged", [cpu])];

    expect(resources([{ ...cpu, from: "600m", to: "300m" }], merged)).toEqual([]);
  });

  test("takes a limit with its request", () => {
    const limit: RecordedSetting = { ...memory, setting: "limits.memory" };

    expect(resources([memory, limit], [pullRequest("closed", [memory, limit])])).toEqual(["memory closed"]);
  });

  test("is nothing while the pull request is open", () => {
    expect(resources([cpu], [pullRequest("open", [cpu])])).toEqual([]);
  });

  test("is a limit that was taken out and put back, whatever it is now", () => {
    const removal: RecordedSetting = { ...cpu, setting: "limits.cpu", from: "500m", to: null };

    expect(resources([removal], [pullRequest("merged", [removal])])).toEqual(["cpu reverted"]);
    expect(resources([{ ...removal, from: "2" }], [pullRequest("merged", [removal])])).toEqual([
      "cpu reverted",
    ]);
    expect(resources([{ ...removal, from: "2" }], [pullRequest("closed", [removal])])).toEqual([
      "cpu closed",
    ]);
    expect(resources([{ ...removal, to: "1" }], [pullRequest("merged", [removal])])).toEqual([]);
  });
});
