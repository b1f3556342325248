import type { Viewpoint } from "../http/router.ts";
import type { Pull, ReviewComment } from "../state/pull.ts";
import { fullName, type Repository } from "../state/world.ts";
import { associationOf, reactionCounts } from "./comment-json.ts";
import { nodeId } from "./node-id.ts";
import { userJson } from "./user-json.ts";

export function reviewCommentJson(
  view: Viewpoint,
  repository: Repository,
  pull: Pull,
  comment: ReviewComment,
): Readonly<Record<string, unknown>> {
  const pulls = `${view.apiUrl}/repos/${fullName(repository)}/pulls`;
  const web = `${view.webUrl}/${fullName(repository)}/pull/${pull.number}`;
  const [url, html, of] = [
    `${pulls}/comments/${comment.id}`,
    `${web}#discussion_r${comment.id}`,
    `${pulls}/${pull.number}`,
  ];
  return {
    id: comment.id,
    node_id: nodeId.reviewComment(comment.id),
    pull_request_review_id: comment.review,
    ...{ url, html_url: html, pull_request_url: of },
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: of } },
    ...{ diff_hunk: "@@ -1 +1 @@", path: comment.path, line: comment.line, side: "RIGHT" },
    commit_id: pull.headSha,
    original_commit_id: pull.headSha,
    user: userJson(view, comment.author),
    body: comment.body,
    author_association: associationOf(repository, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    reactions: reactionCounts(`${url}/reactions`, comment.reactions),
  };
}
