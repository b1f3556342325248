import type { Viewpoint } from "../http/router.ts";
import type { Pull, Review } from "../state/pull.ts";
import { fullName, type Repository } from "../state/world.ts";
import { associationOf } from "./comment-json.ts";
import { nodeId } from "./node-id.ts";
import { userJson } from "./user-json.ts";

export function reviewJson(
  view: Viewpoint,
  repository: Repository,
  pull: Pull,
  review: Review,
): Readonly<Record<string, unknown>> {
  const api = `${view.apiUrl}/repos/${fullName(repository)}/pulls/${pull.number}`;
  const web = `${view.webUrl}/${fullName(repository)}/pull/${pull.number}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId.review(review.id),
    user: userJson(view, review.author),
    body: review.body,
    state: review.state,
    html_url: web,
    pull_request_url: api,
    _links: { html: { href: web }, pull_request: { href: api } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commit,
    author_association: associationOf(repository, review.author),
  };
}
