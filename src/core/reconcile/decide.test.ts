import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aPolicy } from "../../../test/support/builders/policy.ts";
import {
  type Asked,
  type ChangeRecord,
  type Instant,
  instant,
  type Policy,
  type RecordedSetting,
} from "../model/index.ts";
import { type Desired, decide as decideIn, type Observed, type ObservedPullRequest } from "./index.ts";

const today = instant(Date.UTC(2026, 10, 24));

/** As a run by hand decides, unless the test says otherwise. */
function decide(
  desired: Desired,
  seen: Observed,
  {
    asked = null,
    now = today,
    updates = {},
  }: {
    readonly asked?: Asked | null;
    readonly now?: Instant;
    readonly updates?: Partial<Policy["updates"]>;
  } = {},
) {
  const policy = aPolicy({ updates: { deadBand: 0.1, approvedDeadBand: 0.3, evaluations: 1, ...updates } });
  return decideIn(desired, seen, { now, policy, asked });
}

const cpu: RecordedSetting = {
  container: "api",
  setting: "requests.cpu",
  file: "apps/api.yaml",
  path: "spec.template.spec.containers[0].resources.requests.cpu",
  from: "1",
  to: "230m",
};
const record: ChangeRecord = {
  id: "payments/api/resources",
  workload: { namespace: "payments", kind: "Deployment", name: "api" },
  settings: [cpu],
  head: { commit: "c1", tree: "t1" },
  evidenceUntil: "2026-11-20T00:00:00Z",
};
const ownBranch = { commit: "c1", tree: "t1", untouched: true, onlyMerged: false };
const open: ObservedPullRequest = {
  ...{ number: 7, state: "open", headCommit: "c1", record },
  ...{ labels: [], silences: [], endedAt: null },
};
const free = { isApproved: false, isQueued: false, hasConflict: false };
const nothing: Observed = { branch: null, pullRequests: [], review: null };

const wanting = (change: Partial<RecordedSetting> = {}) => ({
  settings: [{ ...cpu, ...change }],
  evidenceUntil: record.evidenceUntil,
});

describe("deciding about one change", () => {
  test("where there is nothing, it is proposed on a branch that must not exist yet", () => {
    expect(decide(wanting(), nothing)).toEqual({ kind: "open-pull-request", moveFrom: null });
  });

  test("an open pull request that says the same is left alone", () => {
    expect(decide(wanting(), { branch: ownBranch, pullRequests: [open], review: free })).toMatchObject({
      kind: "leave",
      state: "open",
    });
  });

  test("a value that moved by less than a tenth is the same", () => {
    expect(
      decide(wanting({ to: "240m" }), { branch: ownBranch, pullRequests: [open], review: free }).kind,
    ).toBe("leave");
  });

  test("a limit that is still to go is the same, and one that is to stay now is not", () => {
    const removal: RecordedSetting = { ...cpu, setting: "limits.cpu", to: null };
    const proposed = { ...open, record: { ...record, settings: [removal] } };
    const seen = { branch: ownBranch, pullRequests: [proposed], review: free };

    expect(decide({ ...wanting(), settings: [removal] }, seen)).toMatchObject({
      kind: "leave",
      state: "open",
    });
    expect(decide({ ...wanting(), settings: [{ ...removal, to: "2" }] }, seen)).toMatchObject({
      kind: "update-pull-request",
      why: "limits.cpu of api moved from none to 2",
    });
  });

  test.each([
    ["a value that moved further", wanting({ to: "300m" })],
    ["a base branch that moved under it", wanting({ from: "2" })],
    ["a value that moved to another place", wanting({ file: "overlays/production/api.yaml" })],
    ["one more setting", { ...wanting(), settings: [cpu, { ...cpu, container: "sidecar" }] }],
    ["one setting less", { ...wanting(), settings: [] }],
  ])("%s updates it, from exactly the commit that was seen", (_, desired) => {
    expect(decide(desired, { branch: ownBranch, pullRequests: [open], review: free })).toMatchObject({
      kind: "update-pull-request",
      number: 7,
      moveFrom: "c1",
    });
  });

  test("a branch that a person edited is theirs, whatever is wanted now", () => {
    const edited = {
      branch: { commit: "c2", tree: "t2", untouched: false, onlyMerged: false },
      pullRequests: [open],
      review: free,
    };

    expect(decide(wanting({ to: "2" }), edited)).toMatchObject({ kind: "refresh-text", state: "edited" });
  });

  test("another commit with the same content is no edit", () => {
    const rewritten = {
      branch: { commit: "c2", tree: "t1", untouched: false, onlyMerged: false },
      pullRequests: [open],
      review: free,
    };

    expect(decide(wanting(), rewritten)).toMatchObject({ state: "open" });
    expect(decide(wanting({ to: "2" }), rewritten)).toMatchObject({
      kind: "update-pull-request",
      moveFrom: "c2",
    });
  });

  test("an open pull request whose record was damaged is left to the person who did it", () => {
    const damaged = { branch: ownBranch, pullRequests: [{ ...open, record: null }], review: free };

    expect(decide(wanting(), damaged)).toMatchObject({ state: "edited" });
  });

  test("a commit that is still as it was made is ours, also when the record does not know it yet", () => {
    const pushed = {
      branch: { commit: "c9", tree: "t9", untouched: true, onlyMerged: false },
      pullRequests: [open],
      review: free,
    };

    expect(decide(wanting({ to: "300m" }), pushed)).toMatchObject({
      kind: "update-pull-request",
      moveFrom: "c9",
    });
  });

  test("a closed pull request that no longer says what it proposed stays closed", () => {
    const closed: Observed = {
      branch: null,
      pullRequests: [{ ...open, state: "closed", record: null }],
      review: free,
    };

    expect(decide(wanting(), closed)).toMatchObject({ kind: "leave", state: "closed-ignored" });
  });

  test("after a merge the branch that is left over is used again", () => {
    const merged: Observed = {
      branch: { ...ownBranch, untouched: false },
      pullRequests: [{ ...open, state: "merged" }],
      review: null,
    };

    expect(decide(wanting({ from: "230m", to: "500m" }), merged)).toEqual({
      kind: "open-pull-request",
      moveFrom: "c1",
    });
  });

  test("a branch without pull request is ours after a crash, else somebody's, and never overwritten then", () => {
    expect(decide(wanting(), { branch: ownBranch, pullRequests: [], review: free })).toEqual({
      kind: "open-pull-request",
      moveFrom: "c1",
    });
    expect(
      decide(wanting(), { branch: { ...ownBranch, untouched: false }, pullRequests: [], review: free }),
    ).toMatchObject({
      state: "foreign-branch",
    });
  });

  test("doing what was decided and deciding again changes nothing", () => {
    const amounts = fc.integer({ min: 1, max: 8000 }).map((milli) => `${milli}m`);
    fc.assert(
      fc.property(amounts, amounts, (before, now) => {
        const old = { ...open, record: { ...record, settings: [{ ...cpu, to: before }] } };
        const first = decide(wanting({ to: now }), { branch: ownBranch, pullRequests: [old], review: free });
        const settings = first.kind === "leave" ? old.record.settings : wanting({ to: now }).settings;
        const done = {
          ...open,
          headCommit: "c2",
          record: { ...record, settings, head: { commit: "c2", tree: "t2" } },
        };

        const second = decide(wanting({ to: now }), {
          branch: { commit: "c2", tree: "t2", untouched: true, onlyMerged: false },
          pullRequests: [done],
          review: free,
        });

        expect(second).toMatchObject({ kind: "leave", state: "open" });
      }),
    );
  });
});
