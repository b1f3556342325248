import { loginOf } from "../http/actor.ts";
import type { Call } from "../http/router.ts";
import { disableAutoMerge, enableAutoMerge } from "../state/auto-merge.ts";
import { enqueue, leaveQueue } from "../state/merge-queue.ts";
import { mergeState, missing } from "../state/merge-state.ts";
import type { MergeMethod, Pull } from "../state/pull.ts";
import { close, reopen, setDraft } from "../state/pulls.ts";
import { revertPull } from "../state/revert-pull.ts";
import { updateBranch } from "../state/update-branch.ts";
import type { Repository } from "../state/world.ts";
import { graphqlError } from "./errors.ts";
import { type Input, pullBy, unlessRefused } from "./mutating.ts";
import { pullNode } from "./pull-node.ts";
import { queueEntryNode } from "./queue-node.ts";

interface OnPull {
  readonly pullRequestId: string;
  readonly expectedHeadOid?: string | null;
}

interface AutoMergeInput extends OnPull {
  readonly mergeMethod?: "MERGE" | "SQUASH" | "REBASE";
  readonly commitHeadline?: string | null;
  readonly commitBody?: string | null;
}

type Change = (call: Call, repository: Repository, pull: Pull, by: string) => Promise<unknown> | unknown;

export const pullMutations = {
  closePullRequest: onPull("closePullRequest", ({ world }, repository, pull, by) => {
    if (pull.state === "open") close(world, repository, pull, by);
  }),

  reopenPullRequest: onPull("reopenPullRequest", async ({ world }, repository, pull, by) => {
    if (pull.state === "closed") unlessRefused(await reopen(world, repository, pull, by));
  }),

  convertPullRequestToDraft: onPull("convertPullRequestToDraft", ({ world }, repository, pull, by) =>
    setDraft(world, repository, pull, true, by),
  ),

  markPullRequestReadyForReview: onPull("markPullRequestReadyForReview", ({ world }, repository, pull, by) =>
    setDraft(world, repository, pull, false, by),
  ),

  disablePullRequestAutoMerge: onPull("disablePullRequestAutoMerge", ({ world }, repository, pull, by) =>
    disableAutoMerge(world, repository, pull, by),
  ),

  async updatePullRequestBranch({ input }: Input<OnPull>, call: Call) {
    const { repository, pull } = pullBy(call, "updatePullRequestBranch", input.pullRequestId);
    const order = { by: loginOf(call.actor), expectedHead: input.expectedHeadOid ?? undefined };
    unlessRefused(await updateBranch(call.world, repository, pull, order));
    return answer(call, input, repository, pull);
  },

  async enablePullRequestAutoMerge({ input }: Input<AutoMergeInput>, call: Call) {
    const { repository, pull } = pullBy(call, "enablePullRequestAutoMerge", input.pullRequestId);
    checkHead(input, pull);
    const refusal = await enableAutoMerge(call.world, repository, pull, {
      by: loginOf(call.actor),
      method: methodOf(input.mergeMethod),
      title: input.commitHeadline ?? null,
      message: input.commitBody ?? null,
    });
    unlessRefused(refusal);
    return answer(call, input, repository, pull);
  },

  async enqueuePullRequest({ input }: Input<OnPull & { readonly jump?: boolean }>, call: Call) {
    const { repository, pull } = pullBy(call, "enqueuePullRequest", input.pullRequestId);
    checkHead(input, pull);
    if (repository.rules.get(pull.baseRef)?.mergeQueue !== true) {
      unlessRefused(`Merge queue is not enabled for the ${pull.baseRef} branch`);
    }
    const state = await mergeState(repository, pull);
    if (state !== "clean" && state !== "unstable") {
      unlessRefused(missing(repository, pull) ?? "Pull request is not mergeable");
    }
    const entry = enqueue(call.world, repository, pull, loginOf(call.actor), input.jump ?? false);
    const { clientMutationId } = input;
    return { clientMutationId, mergeQueueEntry: queueEntryNode(repository, pull, entry) };
  },

  dequeuePullRequest({ input }: Input<{ readonly id: string }>, call: Call) {
    const { repository, pull } = pullBy(call, "dequeuePullRequest", input.id);
    const entry = leaveQueue(call.world, repository, pull, loginOf(call.actor));
    if (entry === null) throw graphqlError("UNPROCESSABLE", "Pull request is not in the merge queue");
    const { clientMutationId } = input;
    return { clientMutationId, mergeQueueEntry: queueEntryNode(repository, pull, entry) };
  },

  async revertPullRequest(
    { input }: Input<{ pullRequestId: string; title?: string; body?: string; draft?: boolean }>,
    call: Call,
  ) {
    const { repository, pull } = pullBy(call, "revertPullRequest", input.pullRequestId);
    const { title, body, draft } = input;
    const author = loginOf(call.actor);
    const revert = await revertPull(call.world, repository, pull, { author, title, body, draft });
    if (revert === null) {
      throw graphqlError("UNPROCESSABLE", "This pull request could not be automatically reverted.");
    }
    return {
      ...answer(call, input, repository, pull),
      revertPullRequest: pullNode(call, repository, revert),
    };
  },
};

/** A mutation that needs no more than the pull request. */
function onPull(mutation: string, change: Change) {
  return async ({ input }: Input<OnPull>, call: Call) => {
    const { repository, pull } = pullBy(call, mutation, input.pullRequestId);
    await change(call, repository, pull, loginOf(call.actor));
    return answer(call, input, repository, pull);
  };
}

function answer(
  call: Call,
  input: { readonly clientMutationId?: string },
  repository: Repository,
  pull: Pull,
) {
  return { clientMutationId: input.clientMutationId, pullRequest: pullNode(call, repository, pull) };
}

function checkHead(input: OnPull, pull: Pull): void {
  const expected = input.expectedHeadOid ?? null;
  if (expected === null || expected === pull.headSha) return;
  unlessRefused("Expected head sha didn't match current head ref.");
}

function methodOf(method: AutoMergeInput["mergeMethod"]): MergeMethod {
  if (method === "SQUASH") return "squash";
  return method === "REBASE" ? "rebase" : "merge";
}
