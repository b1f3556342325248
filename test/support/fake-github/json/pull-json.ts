import type { Call } from "../http/router.ts";
import { fullName, type Pull, type Repository } from "../state/world.ts";
import { nodeId } from "./node-id.ts";
import { repositoryJson } from "./repository-json.ts";
import { userJson } from "./user-json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What lists show; `pulls/{n}` adds counts and mergeability. */
export function pullJson(call: Call, repository: Repository, pull: Pull): Fields {
  const url = `${call.apiUrl}/repos/${fullName(repository)}/pulls/${pull.number}`;
  const issue = `${call.apiUrl}/repos/${fullName(repository)}/issues/${pull.number}`;
  const web = `${call.webUrl}/${fullName(repository)}/pull/${pull.number}`;
  const end = (ref: string, sha: string): Fields => ({
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: userJson(call, repository.owner, "Organization"),
    repo: repositoryJson(call, repository),
  });
  return {
    id: pull.id,
    node_id: nodeId.pull(repository.id, pull.number),
    number: pull.number,
    url,
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    comments_url: `${issue}/comments`,
    statuses_url: `${call.apiUrl}/repos/${fullName(repository)}/statuses/${pull.headSha}`,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: userJson(call, pull.author),
    labels: pull.labels.map((name) => labelJson(call, repository, name)),
    head: end(pull.headRef, pull.headSha),
    base: end(pull.baseRef, pull.baseSha),
    author_association: "CONTRIBUTOR",
    auto_merge: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    milestone: null,
    _links: linksJson(url, web, issue),
  };
}

export function labelJson(call: Call, repository: Repository, name: string): Fields {
  return {
    id: [...name].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1_000_000_007, 7),
    node_id: nodeId.label(name),
    url: `${call.apiUrl}/repos/${fullName(repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: "",
    color: "ededed",
    default: false,
  };
}

function linksJson(url: string, web: string, issue: string): Fields {
  const to = (href: string): Fields => ({ href });
  return {
    self: to(url),
    html: to(web),
    issue: to(issue),
    comments: to(`${issue}/comments`),
    review_comments: to(`${url}/comments`),
    review_comment: to(`${url}/comments{/number}`),
    commits: to(`${url}/commits`),
    statuses: to(`${url}/statuses`),
  };
}
