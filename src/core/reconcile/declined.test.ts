import { describe, expect, test } from "vitest";
import {
  type ChangeRecord,
  duration,
  type Instant,
  instant,
  type RecordedSetting,
  type Silence,
} from "../model/index.ts";
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
  return { number: 7, state, headCommit: "c1", record, labels: [], silences: [], endedAt: closedAt };
}

const closedAt = instant(Date.UTC(2026, 10, 20));
const daysAfter = (days: number): Instant => instant(closedAt + duration(days, "d"));
const rejections = { lasts: duration(60, "d"), within: 0.2 };

const resources = (
  desired: readonly RecordedSetting[],
  earlier: readonly ObservedPullRequest[],
  now: Instant = daysAfter(1),
) =>
  declined(desired, earlier, { now, rejections, rollbacks: [] }).map(
    ({ resource, how }) => `${resource} ${how}`,
  );

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

  test("ends: after the time that the policy gives, later by a label, or never", () => {
    const closed = pullRequest("closed", [cpu]);
    const labelled = (label: string) => [{ ...closed, labels: [label] }];

    expect(resources([cpu], [closed], daysAfter(59))).toEqual(["cpu closed"]);
    expect(resources([cpu], [closed], daysAfter(60))).toEqual([]);
    expect(resources([cpu], labelled("optpass:ignore-90d"), daysAfter(89))).toEqual(["cpu closed"]);
    expect(resources([cpu], labelled("optpass:ignore-90d"), daysAfter(90))).toEqual([]);
    expect(resources([cpu], labelled("optpass:ignore-7d"), daysAfter(8))).toEqual([]);
    expect(resources([cpu], labelled("optpass:ignore"), daysAfter(4000))).toEqual(["cpu closed"]);
    expect(resources([cpu], labelled("optpass:snooze-2027-02-01"), daysAfter(70))).toEqual(["cpu closed"]);
    expect(resources([cpu], labelled("optpass:ignore-__proto__"), daysAfter(1))).toEqual(["cpu closed"]);
  });

  test("is the same far away up as down: the ratio counts", () => {
    const closed = [pullRequest("closed", [{ ...cpu, to: "500m" }])];

    expect(resources([{ ...cpu, to: "600m" }], closed)).toEqual(["cpu closed"]);
    expect(resources([{ ...cpu, to: "415m" }], closed)).toEqual(["cpu closed"]);
    expect(resources([{ ...cpu, to: "400m" }], closed)).toEqual([]);
    expect(resources([{ ...cpu, to: "620m" }], closed)).toEqual([]);
  });

  test("yields to safety where it was a no to cost, and never the other way round", () => {
    const raise = { ...memory, from: "512Mi", to: "1Gi" };
    const safety: RecordedSetting = { ...raise, class: "safety" };

    expect(resources([safety], [pullRequest("closed", [raise])])).toEqual([]);
    expect(resources([safety], [pullRequest("closed", [safety])])).toEqual(["memory closed"]);
    expect(resources([raise], [pullRequest("closed", [safety])])).toEqual(["memory closed"]);
  });

  test.each(["open", "merged", "closed"] as const)(
    "is what somebody ignored by name in a pull request that is %s, until the word is over",
    (state) => {
      const word: Silence = {
        knob: { container: null, setting: "requests.cpu" },
        until: daysAfter(3),
        by: "ann",
      };
      const said = [{ ...pullRequest(state, [memory]), silences: [word] }];
      const limit: RecordedSetting = { ...cpu, setting: "limits.cpu" };

      expect(resources([cpu], said, daysAfter(2))).toEqual(["cpu ignored"]);
      expect(resources([limit], said, daysAfter(2))).toEqual(["cpu ignored"]);
      expect(resources([cpu], said, daysAfter(3))).toEqual([]);
      expect(
        resources([cpu], [{ ...pullRequest(state, [memory]), silences: [{ ...word, until: null }] }]),
      ).toEqual(["cpu ignored"]);
      expect(resources([{ ...cpu, class: "safety" }], said, daysAfter(2))).toEqual([]);
    },
  );

  test("of one container is nothing to another", () => {
    const word: Silence = { knob: { container: "api", setting: "requests.cpu" }, until: null, by: "ann" };
    const said = [{ ...pullRequest("open", [cpu]), silences: [word] }];

    expect(resources([{ ...cpu, container: "sidecar" }, cpu], said)).toEqual(["cpu ignored"]);
    expect(resources([{ ...cpu, container: "sidecar" }], said)).toEqual([]);
  });

  test("is taken back for one setting of a closed pull request by a word that is over", () => {
    const lifted: Silence = {
      knob: { container: "api", setting: "requests.cpu" },
      until: closedAt,
      by: "ann",
    };
    const closed = [{ ...pullRequest("closed", [cpu, memory]), silences: [lifted] }];

    expect(resources([cpu, memory], closed)).toEqual(["memory closed"]);
  });

  test("is nothing that OptPass closed itself", () => {
    const [closed] = [pullRequest("closed", [cpu])];
    const record = closed?.record ?? null;
    const own = {
      ...pullRequest("closed", [cpu]),
      record: record && { ...record, closed: "superseded" as const },
    };

    expect(resources([cpu], [own])).toEqual([]);
  });
});
