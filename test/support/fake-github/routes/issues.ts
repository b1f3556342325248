import { loginOf } from "../http/actor.ts";
import { page } from "../http/pages.ts";
import { json, notFound } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { shape } from "../http/shape.ts";
import { nodeId } from "../json/node-id.ts";
import { labelJson } from "../json/pull-json.ts";
import { userJson } from "../json/user-json.ts";
import { type Comment, fullName, type Pull, stamp } from "../state/world.ts";

/** Every pull request is an issue; the fake has no other issues. */
export const issueRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": (call) => {
      const { number } = findIssue(call);
      const comments = [...call.repository.comments.values()].filter((each) => each.issue === number);
      const path = `/repos/${fullName(call.repository)}/issues/${number}/comments`;
      const listed = page(call, comments, path, (each) => commentJson(call, each));
      const operation = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
      return { ...listed, body: shape(operation, 200, listed.body) };
    },
    "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": (call) => {
      const createdAt = stamp(call.world.now());
      const comment: Comment = {
        id: call.world.nextId(),
        issue: findIssue(call).number,
        author: loginOf(call.actor),
        body: String(call.body["body"]),
        createdAt,
        updatedAt: createdAt,
      };
      call.repository.comments.set(comment.id, comment);
      const operation = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
      return json(201, shape(operation, 201, commentJson(call, comment)));
    },
    "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": (call) => {
      const comment = call.repository.comments.get(Number(call.params["comment_id"]));
      if (comment === undefined) throw notFound();
      comment.body = String(call.body["body"]);
      comment.updatedAt = stamp(call.world.now());
      const operation = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
      return json(200, shape(operation, 200, commentJson(call, comment)));
    },
    "GET /repos/{owner}/{repo}/issues/{issue_number}/labels": (call) => labels(call, findIssue(call)),
    "POST /repos/{owner}/{repo}/issues/{issue_number}/labels": (call) => {
      const issue = findIssue(call);
      for (const name of namesIn(call.body)) if (!issue.labels.includes(name)) issue.labels.push(name);
      return labels(call, issue);
    },
    "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}": (call) => {
      const issue = findIssue(call);
      const index = issue.labels.indexOf(call.params["name"] ?? "");
      if (index < 0) throw notFound();
      issue.labels.splice(index, 1);
      return labels(call, issue);
    },
  },
};

function findIssue(call: RepositoryCall): Pull {
  const pull = call.repository.pulls.get(Number(call.params["issue_number"]));
  if (pull === undefined) throw notFound();
  return pull;
}

function labels(call: RepositoryCall, issue: Pull) {
  return json(
    200,
    issue.labels.map((name) => labelJson(call, call.repository, name)),
  );
}

/** `{ labels: [...] }`, where a label is a name or an object with a name. */
function namesIn(body: Readonly<Record<string, unknown>>): string[] {
  const list = Array.isArray(body["labels"]) ? body["labels"] : [];
  return list.map((item: unknown) =>
    typeof item === "object" && item !== null && "name" in item ? String(item.name) : String(item),
  );
}

function commentJson(call: RepositoryCall, comment: Comment) {
  const url = `${call.apiUrl}/repos/${fullName(call.repository)}/issues`;
  const web = `${call.webUrl}/${fullName(call.repository)}/pull/${comment.issue}`;
  return {
    id: comment.id,
    node_id: nodeId.comment(comment.id),
    url: `${url}/comments/${comment.id}`,
    html_url: `${web}#issuecomment-${comment.id}`,
    issue_url: `${url}/${comment.issue}`,
    user: userJson(call, comment.author),
    body: comment.body,
    author_association: "CONTRIBUTOR",
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
  };
}
