import { canSee, loginOf } from "../http/actor.ts";
import type { Call } from "../http/router.ts";
import { commentIdOf, issueOf } from "../json/node-id.ts";
import type { Comment, Issue } from "../state/issue.ts";
import { pin, unpin } from "../state/issues.ts";
import { type Repository, repositoryById } from "../state/world.ts";
import { commentNode, issueNode } from "./conversation-nodes.ts";
import { type Input, unlessRefused, writable } from "./mutating.ts";
import { unresolved } from "./queries.ts";

export const conversationMutations = {
  minimizeComment({ input }: Input<{ subjectId: string; classifier: string }>, call: Call) {
    const { repository, comment } = commentBy(call, "minimizeComment", input.subjectId);
    // The reason comes back in small letters, with a hyphen.
    comment.minimizedReason = input.classifier.toLowerCase().replaceAll("_", "-");
    const { clientMutationId } = input;
    return { clientMutationId, minimizedComment: commentNode(call, repository, comment) };
  },

  unminimizeComment({ input }: Input<{ subjectId: string }>, call: Call) {
    const { repository, comment } = commentBy(call, "unminimizeComment", input.subjectId);
    comment.minimizedReason = null;
    const { clientMutationId } = input;
    return { clientMutationId, unminimizedComment: commentNode(call, repository, comment) };
  },

  pinIssue({ input }: Input<{ issueId: string }>, call: Call) {
    const { repository, issue } = issueBy(call, "pinIssue", input.issueId);
    const isPinned = pin(call.world, repository, issue, loginOf(call.actor));
    unlessRefused(isPinned ? null : "Maximum 3 pinned issues per repository");
    return { clientMutationId: input.clientMutationId, issue: issueNode(call, repository, issue) };
  },

  unpinIssue({ input }: Input<{ issueId: string }>, call: Call) {
    const { repository, issue } = issueBy(call, "unpinIssue", input.issueId);
    unpin(call.world, repository, issue, loginOf(call.actor));
    return { clientMutationId: input.clientMutationId, issue: issueNode(call, repository, issue) };
  },
};

function commentBy(
  call: Call,
  mutation: string,
  node: string,
): { readonly repository: Repository; readonly comment: Comment } {
  const id = commentIdOf(node);
  for (const repository of call.world.repositories.values()) {
    const comment = id === null ? undefined : repository.comments.get(id);
    if (comment !== undefined && canSee(call.actor, repository)) {
      return { repository: writable(call, mutation, repository), comment };
    }
  }
  throw unresolved(node);
}

function issueBy(
  call: Call,
  mutation: string,
  node: string,
): { readonly repository: Repository; readonly issue: Issue } {
  const where = issueOf(node);
  const repository = where === null ? undefined : repositoryById(call.world, where.repository);
  const issue = where === null ? undefined : repository?.issues.get(where.number);
  if (repository === undefined || issue === undefined || !canSee(call.actor, repository)) {
    throw unresolved(node);
  }
  return { repository: writable(call, mutation, repository), issue };
}
