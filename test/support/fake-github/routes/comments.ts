import { loginOf } from "../http/actor.ts";
import { page } from "../http/pages.ts";
import { checkBodyLength, json, notFound } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { commentJson } from "../json/comment-json.ts";
import { addComment, commentsOf, editComment, removeComment } from "../state/comments.ts";
import type { Comment, Issue } from "../state/issue.ts";
import { issueByNumber } from "../state/issues.ts";
import { fullName } from "../state/world.ts";
import { checkMayTouch, findIssue } from "./find-issue.ts";

export const commentRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": (call) => {
      const issue = findIssue(call);
      const since = call.query.get("since");
      const comments = commentsOf(call.repository, issue).filter(
        (each) =>
          (since === null || Date.parse(each.updatedAt) >= Date.parse(since)) && !each.listLag.hides(),
      );
      const path = `/repos/${fullName(call.repository)}/issues/${issue.number}/comments`;
      return page(call, comments, path, (each) => commentJson(call, call.repository, each));
    },
    "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": (call) => {
      const issue = findIssue(call);
      const body = String(call.body["body"]);
      checkBodyLength("IssueComment", body);
      const comment = addComment(call.world, call.repository, issue, { author: loginOf(call.actor), body });
      return json(201, commentJson(call, call.repository, comment));
    },
    "GET /repos/{owner}/{repo}/issues/comments/{comment_id}": (call) => {
      return json(200, commentJson(call, call.repository, findComment(call).comment));
    },
    "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": (call) => {
      const { comment, issue } = findComment(call);
      const body = String(call.body["body"]);
      checkBodyLength("IssueComment", body);
      editComment(call.world, call.repository, issue, comment, { body, by: loginOf(call.actor) });
      return json(200, commentJson(call, call.repository, comment));
    },
    "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}": (call) => {
      const { comment, issue } = findComment(call);
      removeComment(call.world, call.repository, issue, comment, loginOf(call.actor));
      return { status: 204 };
    },
  },
};

export function findComment(call: RepositoryCall): { readonly comment: Comment; readonly issue: Issue } {
  const comment = call.repository.comments.get(Number(call.params["comment_id"]));
  const issue = comment === undefined ? undefined : issueByNumber(call.repository, comment.issue);
  if (comment === undefined || issue === undefined) throw notFound();
  checkMayTouch(call, issue);
  return { comment, issue };
}
