import { describe, expect, test } from "vitest";
import { anEvidence, apiContainer, aRecommendation } from "../../test/support/builders/evidence.ts";
import { instant } from "../core/model/index.ts";
import { commitMessage } from "../core/propose/index.ts";
import type { BranchCommit, CodeHost, PullRequest } from "../ports/code-host.ts";
import { observeChange } from "./observe-change.ts";

const { container: _, ...workload } = apiContainer;
const id = "payments/api/resources";
const branch = `optpass/${id}`;
const plan = { id, workload, recommendations: [aRecommendation({ evidence: anEvidence() })] };
const own: BranchCommit = {
  ...{ commit: "c1", tree: "t1", parents: ["b0"], isByHost: false },
  message: commitMessage(plan, [], "t1"),
};
const merge: BranchCommit = {
  ...{ commit: "m1", tree: "t2", parents: ["c1", "b1"], isByHost: true },
  message: "Merge branch 'main' into optpass/payments/api/resources",
};

/** Whether commits on top of ours are nothing but merges of the base branch. */
async function onlyMerged(...commits: readonly BranchCommit[]): Promise<boolean | undefined> {
  const tip = commits.at(-1) ?? own;
  const pull: PullRequest = {
    ...{ number: 1, url: "", state: "open", title: "", body: "", headBranch: branch },
    ...{ headCommit: tip.commit, baseBranch: "main", isDraft: false, labels: [] },
    ...{ createdAt: instant(0), endedAt: null },
  };
  const host = {
    branch: async () => tip,
    pullRequests: async () => [pull],
    commitsBetween: async () => commits,
    commitAt: async () => tip,
    review: async () => ({
      ...{ isApproved: false, isQueued: false, isMergedWhenReady: false, hasConflict: false },
    }),
  } satisfies Partial<CodeHost>;
  // The other questions are not asked, and would fail.
  const seen = await observeChange(host as unknown as CodeHost, {
    ...{ id, workload, branch, baseBranch: "main", seal: null },
  });
  return seen.branch?.onlyMerged;
}

describe("what stands on top of our commit", () => {
  test("is no edit where the host merged the base branch, once or twice", async () => {
    const again = { ...merge, commit: "m2", tree: "t3", parents: ["m1", "b2"] };

    expect(await onlyMerged(own, merge)).toBe(true);
    expect(await onlyMerged(own, merge, again)).toBe(true);
  });

  test.each([
    ["a commit of a person", { ...merge, parents: ["c1"], isByHost: false }],
    ["a commit in the browser", { ...merge, parents: ["c1"] }],
    ["a merge that a person made", { ...merge, isByHost: false }],
    ["a merge the other way round", { ...merge, parents: ["b1", "c1"] }],
    ["a merge of three", { ...merge, parents: ["c1", "b1", "x1"] }],
    ["a merge of another commit of the branch", { ...merge, parents: ["c1", "c1"] }],
  ])("is one where there is %s", async (_, commit) => {
    expect(await onlyMerged(own, commit)).toBe(false);
  });

  test("is one where our own commit was amended below it", async () => {
    expect(await onlyMerged({ ...own, tree: "t9" }, merge)).toBe(false);
  });
});
