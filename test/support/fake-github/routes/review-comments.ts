import { loginOf } from "../http/actor.ts";
import { checkBodyLength, json, notFound, Refused, type Reply } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { reviewCommentJson } from "../json/review-comment-json.ts";
import type { Pull, ReviewComment } from "../state/pull.ts";
import { addReviewComment, editReviewComment } from "../state/review-comments.ts";
import { changedFiles, findPull } from "./find-pull.ts";
import { addReaction, listReactions } from "./reactions.ts";
import { shownLines } from "./shown-lines.ts";

export const reviewCommentRoutes: Routes = {
  inRepository: {
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments": create,
    "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}": (call) => {
      const { pull, comment } = findReviewComment(call);
      return json(200, reviewCommentJson(call, call.repository, pull, comment));
    },
    "PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}": (call) => {
      const { pull, comment } = findReviewComment(call);
      const body = String(call.body["body"]);
      editReviewComment(call.world, call.repository, pull, comment, { body, by: loginOf(call.actor) });
      return json(200, reviewCommentJson(call, call.repository, pull, comment));
    },
    "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions": (call) => {
      const { comment } = findReviewComment(call);
      return listReactions(call, comment.reactions, `pulls/comments/${comment.id}`);
    },
    "POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions": (call) =>
      addReaction(call, findReviewComment(call).comment.reactions),
  },
};

/** GitHub refuses a line that the diff does not show. */
async function create(call: RepositoryCall): Promise<Reply> {
  const { world, repository, body } = call;
  const pull = findPull(call);
  const [path, line, text] = [String(body["path"]), Number(body["line"]), String(body["body"])];
  checkBodyLength("PullRequestReviewComment", text);
  if (!shownLines(await changedFiles(call, pull))({ path, line })) {
    throw new Refused(422, "Validation Failed", {
      errors: ["pull_request_review_thread.line must be part of the diff"],
    });
  }
  const comment = addReviewComment(world, repository, pull, {
    author: loginOf(call.actor),
    body: text,
    path,
    line,
  });
  return json(201, reviewCommentJson(call, repository, pull, comment));
}

function findReviewComment(call: RepositoryCall): { readonly pull: Pull; readonly comment: ReviewComment } {
  const comment = call.repository.reviewComments.get(Number(call.params["comment_id"]));
  const pull = comment === undefined ? undefined : call.repository.pulls.get(comment.pull);
  if (comment === undefined || pull === undefined) throw notFound();
  return { pull, comment };
}
