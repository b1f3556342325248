import { settleAutoMerges } from "./state/auto-merge.ts";
import type { CommitStatus } from "./state/check-run.ts";
import { requestAction, rerequest } from "./state/check-runs.ts";
import { type ForkPullDraft, openForkPull, pushToForkPull } from "./state/fork-pulls.ts";
import { buildMergeGroup, type MergeGroup } from "./state/merge-group.ts";
import { mergePull } from "./state/merge-pull.ts";
import { enqueue, leaveQueue, queueOf } from "./state/merge-queue.ts";
import type { MergeMethod, Pull, ReviewState } from "./state/pull.ts";
import { addPull, close, reopen, setDraft } from "./state/pulls.ts";
import { moveReferences } from "./state/references.ts";
import { addReview, dismissReview } from "./state/reviews.ts";
import { updateBranch } from "./state/update-branch.ts";
import {
  type BranchRules,
  existingRepository as existing,
  type Repository,
  stamp,
  type World,
} from "./state/world.ts";

export interface StatusOrder {
  readonly context: string;
  readonly state: CommitStatus["state"];
  readonly description?: string;
  readonly creator?: string;
}

export interface ReviewOrder {
  readonly state: Exclude<ReviewState, "PENDING" | "DISMISSED">;
  readonly by?: string;
  readonly body?: string;
}

export interface PullOrder {
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly by?: string;
}

/** What people do with pull requests in the browser. A wrong number is a mistake in the test and throws. */
export function peopleOnPulls(world: World) {
  return {
    async mergePullRequest(name: string, number: number, method: MergeMethod = "merge"): Promise<string> {
      const { repository, pull } = open(world, name, number);
      const commit = await mergePull(world, repository, pull, { method, by: "octocat" });
      if (commit === null) throw new Error(`${name}#${number} conflicts`);
      return commit;
    },

    /** From a branch of this repository that was pushed before. */
    async openPullRequest(name: string, branch: string, order: PullOrder = {}): Promise<number> {
      const repository = existing(world, name);
      const { base = repository.defaultBranch, title = branch, body = null, by = "octocat" } = order;
      const [head, at] = await Promise.all(
        [branch, base].map((each) => repository.git.readRef(`refs/heads/${each}`)),
      );
      if (head == null || at == null) throw new Error(`${branch} or ${base} is not there`);
      const draft = { headRef: branch, baseRef: base, headSha: head, baseSha: at, title, body, draft: false };
      return addPull(world, repository, { ...draft, author: by }).number;
    },

    async openForkPullRequest(name: string, draft: ForkPullDraft): Promise<number> {
      return (await openForkPull(world, existing(world, name), draft)).number;
    },

    async pushToFork(name: string, number: number, files: ForkPullDraft["files"]): Promise<void> {
      const { repository, pull } = open(world, name, number);
      await pushToForkPull(world, repository, pull, files);
    },

    closePullRequest(name: string, number: number, by = "octocat"): void {
      const { repository, pull } = open(world, name, number);
      close(world, repository, pull, by);
    },

    async reopenPullRequest(name: string, number: number, by = "octocat"): Promise<void> {
      const { repository, pull } = found(world, name, number);
      const refusal = await reopen(world, repository, pull, by);
      if (refusal !== null) throw new Error(refusal);
    },

    setDraft(name: string, number: number, draft: boolean, by = "octocat"): void {
      const { repository, pull } = open(world, name, number);
      setDraft(world, repository, pull, draft, by);
    },

    async reviewPullRequest(name: string, number: number, order: ReviewOrder): Promise<number> {
      const { repository, pull } = found(world, name, number);
      const { state, by = "octocat", body = "" } = order;
      const review = addReview(world, repository, pull, { author: by, body, state, commit: pull.headSha });
      await settleAutoMerges(world, repository);
      return review.id;
    },

    dismissReview(name: string, number: number, id: number, by = "octocat"): void {
      const { repository, pull } = found(world, name, number);
      const review = pull.reviews.find((each) => each.id === id);
      if (review === undefined) throw new Error(`no review ${id}`);
      dismissReview(world, repository, pull, review, by);
    },

    /** The button "Update branch": merges the base into the head. */
    async updateBranch(name: string, number: number, by = "octocat"): Promise<void> {
      const { repository, pull } = open(world, name, number);
      const refusal = await updateBranch(world, repository, pull, { by, expectedHead: undefined });
      if (refusal !== null) throw new Error(refusal);
    },

    async deleteBranch(name: string, branch: string, by = "octocat"): Promise<void> {
      const repository = existing(world, name);
      const moved = await moveReferences(world, repository, [{ ref: `refs/heads/${branch}`, to: null }], by);
      if (!moved) throw new Error(`${branch} is not there`);
    },

    /** What has to be fulfilled before something is merged into a branch. */
    setRules(name: string, branch: string, rules: BranchRules): void {
      existing(world, name).rules.set(branch, rules);
    },

    enqueuePullRequest(name: string, number: number, by = "octocat"): void {
      const { repository, pull } = open(world, name, number);
      enqueue(world, repository, pull, by, false);
    },

    dequeuePullRequest(name: string, number: number, by = "octocat"): void {
      const { repository, pull } = open(world, name, number);
      leaveQueue(world, repository, pull, by);
    },

    /** The queue builds what it would merge, and asks for checks of it. */
    buildMergeGroup(name: string, number: number): Promise<MergeGroup> {
      const { repository, pull } = open(world, name, number);
      return buildMergeGroup(world, repository, pull);
    },

    /** The queue merges the first in line; answers its number, or null when nobody waits or it conflicts. */
    async processMergeQueue(name: string, branch = "main"): Promise<number | null> {
      const repository = existing(world, name);
      const pull = repository.pulls.get(queueOf(repository, branch)[0]?.pull ?? 0);
      if (pull === undefined) return null;
      const by = "github-merge-queue[bot]";
      const commit = await mergePull(world, repository, pull, { method: "merge", by });
      if (commit === null) leaveQueue(world, repository, pull, by);
      return commit === null ? null : pull.number;
    },

    /** A classic commit status, as other systems report it. */
    async setStatus(name: string, sha: string, order: StatusOrder): Promise<void> {
      const repository = existing(world, name);
      const { context, state, description = null, creator = "octocat" } = order;
      const at = stamp(world.now());
      repository.statuses.push({ id: world.nextId(), sha, context, state, description, creator, at });
      await settleAutoMerges(world, repository);
    },

    /** A person presses a button that a check run shows. */
    pressCheckButton(name: string, run: number, button: string, by = "octocat"): void {
      requestAction(world, existing(world, name), run, button, by);
    },

    rerunCheck(name: string, run: number, by = "octocat"): void {
      rerequest(world, existing(world, name), run, by);
    },
  };
}

function found(
  world: World,
  name: string,
  number: number,
): { readonly repository: Repository; readonly pull: Pull } {
  const repository = existing(world, name);
  const pull = repository.pulls.get(number);
  if (pull === undefined) throw new Error(`no pull request ${name}#${number}`);
  return { repository, pull };
}

function open(world: World, name: string, number: number): ReturnType<typeof found> {
  const both = found(world, name, number);
  if (both.pull.state !== "open") throw new Error(`${name}#${number} is not open`);
  return both;
}
