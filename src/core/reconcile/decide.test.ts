import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChangeRecord, RecordedSetting } from "../model/index.ts";
import { decide, type Observed, type ObservedPullRequest } from "./index.ts";

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
const ownBranch = { commit: "c1", tree: "t1", untouched: true };
const open: ObservedPullRequest = { number: 7, state: "open", headCommit: "c1", record };
const nothing: Observed = { branch: null, pullRequests: [] };

const wanting = (change: Partial<RecordedSetting> = {}) => ({ settings: [{ ...cpu, ...change }] });

describe("deciding about one change", () => {
  test("where there is nothing, it is proposed on a branch that must not exist yet", () => {
    expect(decide(wanting(), nothing)).toEqual({ kind: "open-pull-request", moveFrom: null });
  });

  test("an open pull request that says the same is left alone", () => {
    expect(decide(wanting(), { branch: ownBranch, pullRequests: [open] })).toMatchObject({
      kind: "leave",
      because: "up-to-date",
    });
  });

  test("a value that moved by less than a tenth is the same", () => {
    expect(decide(wanting({ to: "240m" }), { branch: ownBranch, pullRequests: [open] }).kind).toBe("leave");
  });

  test("a limit that is still to go is the same, and one that is to stay now is not", () => {
    const removal: RecordedSetting = { ...cpu, setting: "limits.cpu", to: null };
    const proposed = { ...open, record: { ...record, settings: [removal] } };
    const seen = { branch: ownBranch, pullRequests: [proposed] };

    expect(decide({ settings: [removal] }, seen)).toMatchObject({ kind: "leave", because: "up-to-date" });
    expect(decide({ settings: [{ ...removal, to: "2" }] }, seen)).toMatchObject({
      kind: "update-pull-request",
      why: "limits.cpu of api moved from none to 2",
    });
  });

  test.each([
    ["a value that moved further", wanting({ to: "300m" })],
    ["a base branch that moved under it", wanting({ from: "2" })],
    ["a value that moved to another place", wanting({ file: "overlays/production/api.yaml" })],
    ["one more setting", { settings: [cpu, { ...cpu, container: "sidecar" }] }],
    ["one setting less", { settings: [] }],
  ])("%s updates it, from exactly the commit that was seen", (_, desired) => {
    expect(decide(desired, { branch: ownBranch, pullRequests: [open] })).toMatchObject({
      kind: "update-pull-request",
      number: 7,
      moveFrom: "c1",
    });
  });

  test("a branch that a person edited is theirs, whatever is wanted now", () => {
    const edited = { branch: { commit: "c2", tree: "t2", untouched: false }, pullRequests: [open] };

    expect(decide(wanting({ to: "2" }), edited)).toMatchObject({
      kind: "leave",
      because: "edited-by-a-person",
    });
  });

  test("another commit with the same content is no edit", () => {
    const rewritten = { branch: { commit: "c2", tree: "t1", untouched: false }, pullRequests: [open] };

    expect(decide(wanting(), rewritten)).toMatchObject({ because: "up-to-date" });
    expect(decide(wanting({ to: "2" }), rewritten)).toMatchObject({
      kind: "update-pull-request",
      moveFrom: "c2",
    });
  });

  test("an open pull request whose record was damaged is left to the person who did it", () => {
    const damaged = { branch: ownBranch, pullRequests: [{ ...open, record: null }] };

    expect(decide(wanting(), damaged)).toMatchObject({ because: "edited-by-a-person" });
  });

  test("a commit that is still as it was made is ours, also when the record does not know it yet", () => {
    const pushed = { branch: { commit: "c9", tree: "t9", untouched: true }, pullRequests: [open] };

    expect(decide(wanting({ to: "300m" }), pushed)).toMatchObject({
      kind: "update-pull-request",
      moveFrom: "c9",
    });
  });

  test("a closed pull request that no longer says what it proposed stays closed", () => {
    const closed: Observed = { branch: null, pullRequests: [{ ...open, state: "closed", record: null }] };

    expect(decide(wanting(), closed)).toMatchObject({ kind: "leave", because: "declined-by-a-person" });
  });

  test("after a merge the branch that is left over is used again", () => {
    const merged: Observed = {
      branch: { ...ownBranch, untouched: false },
      pullRequests: [{ ...open, state: "merged" }],
    };

    expect(decide(wanting({ from: "230m", to: "500m" }), merged)).toEqual({
      kind: "open-pull-request",
      moveFrom: "c1",
    });
  });

  test("a branch without pull request is ours after a crash, else somebody's, and never overwritten then", () => {
    expect(decide(wanting(), { branch: ownBranch, pullRequests: [] })).toEqual({
      kind: "open-pull-request",
      moveFrom: "c1",
    });
    expect(decide(wanting(), { branch: { ...ownBranch, untouched: false }, pullRequests: [] })).toMatchObject(
      {
        because: "foreign-branch",
      },
    );
  });

  test("doing what was decided and deciding again changes nothing", () => {
    const amounts = fc.integer({ min: 1, max: 8000 }).map((milli) => `${milli}m`);
    fc.assert(
      fc.property(amounts, amounts, (before, now) => {
        const old = { ...open, record: { ...record, settings: [{ ...cpu, to: before }] } };
        const first = decide(wanting({ to: now }), { branch: ownBranch, pullRequests: [old] });
        const settings = first.kind === "leave" ? old.record.settings : wanting({ to: now }).settings;
        const done = {
          ...open,
          headCommit: "c2",
          record: { ...record, settings, head: { commit: "c2", tree: "t2" } },
        };

        const second = decide(wanting({ to: now }), {
          branch: { commit: "c2", tree: "t2", untouched: true },
          pullRequests: [done],
        });

        expect(second).toMatchObject({ kind: "leave", because: "up-to-date" });
      }),
    );
  });
});
