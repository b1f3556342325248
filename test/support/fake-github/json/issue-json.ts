import type { Viewpoint } from "../http/router.ts";
import { commentsOf } from "../state/comments.ts";
import type { Issue } from "../state/issue.ts";
import { isPull } from "../state/issues.ts";
import { fullName, type Repository } from "../state/world.ts";
import { appReference } from "./app-json.ts";
import { associationOf, reactionCounts } from "./comment-json.ts";
import { labelJson } from "./label-json.ts";
import { nodeId } from "./node-id.ts";
import { userJson } from "./user-json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An issue, or a pull request as the issue that it is too. */
export function issueJson(view: Viewpoint, repository: Repository, issue: Issue): Fields {
  const url = `${view.apiUrl}/repos/${fullName(repository)}/issues/${issue.number}`;
  const web = `${view.webUrl}/${fullName(repository)}/${isPull(issue) ? "pull" : "issues"}/${issue.number}`;
  return {
    id: issue.id,
    node_id: isPull(issue)
      ? nodeId.pull(repository.id, issue.number)
      : nodeId.issue(repository.id, issue.number),
    number: issue.number,
    url,
    repository_url: `${view.apiUrl}/repos/${fullName(repository)}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: web,
    timeline_url: `${url}/timeline`,
    state: issue.state,
    state_reason: issue.state === "closed" && !isPull(issue) ? "completed" : null,
    locked: false,
    title: issue.title,
    body: issue.body,
    user: userJson(view, issue.author),
    labels: issue.labels.map((name) => labelJson(view, repository, name)),
    assignee: null,
    assignees: [],
    milestone: null,
    comments: commentsOf(repository, issue).length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: associationOf(repository, issue.author),
    active_lock_reason: null,
    performed_via_github_app: appReference(view, issue.author),
    reactions: reactionCounts(`${url}/reactions`, issue.reactions),
    ...(isPull(issue) ? { draft: issue.draft, pull_request: pullLinks(view, repository, issue.number) } : {}),
  };
}

/** Only a single issue names who closed it. */
export function fullIssueJson(view: Viewpoint, repository: Repository, issue: Issue): Fields {
  const closedBy = issue.closedBy === null ? null : userJson(view, issue.closedBy);
  return { ...issueJson(view, repository, issue), closed_by: closedBy };
}

function pullLinks(view: Viewpoint, repository: Repository, number: number): Fields {
  const web = `${view.webUrl}/${fullName(repository)}/pull/${number}`;
  const mergedAt = repository.pulls.get(number)?.mergedAt ?? null;
  const url = `${view.apiUrl}/repos/${fullName(repository)}/pulls/${number}`;
  return { url, html_url: web, diff_url: `${web}.diff`, patch_url: `${web}.patch`, merged_at: mergedAt };
}
