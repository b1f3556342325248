import type { Viewpoint } from "../http/router.ts";
import type { Pull } from "../state/pull.ts";
import { fullName, type Repository } from "../state/world.ts";
import { associationOf } from "./comment-json.ts";
import { labelJson } from "./label-json.ts";
import { nodeId } from "./node-id.ts";
import { repositoryJson } from "./repository-json.ts";
import { userJson } from "./user-json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What lists show; `pulls/{n}` adds counts and mergeability. */
export function pullJson(view: Viewpoint, repository: Repository, pull: Pull): Fields {
  const url = `${view.apiUrl}/repos/${fullName(repository)}/pulls/${pull.number}`;
  const issue = `${view.apiUrl}/repos/${fullName(repository)}/issues/${pull.number}`;
  const web = `${view.webUrl}/${fullName(repository)}/pull/${pull.number}`;
  const end = (ref: string, sha: string): Fields => ({
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: userJson(view, repository.owner, "Organization"),
    repo: repositoryJson(view, repository),
  });
  const inFork = (owner: string): Fields => ({
    label: `${owner}:${pull.headRef}`,
    ref: pull.headRef,
    sha: pull.headSha,
    user: userJson(view, owner),
    repo: { ...repositoryJson(view, repository), id: forkId(pull), full_name: `${owner}/${repository.name}` },
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
    statuses_url: `${view.apiUrl}/repos/${fullName(repository)}/statuses/${pull.headSha}`,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: userJson(view, pull.author),
    labels: pull.labels.map((name) => labelJson(view, repository, name)),
    head: pull.fork === null ? end(pull.headRef, pull.headSha) : inFork(pull.fork),
    base: end(pull.baseRef, pull.baseSha),
    author_association: associationOf(repository, pull.author),
    auto_merge: autoMergeJson(view, pull),
    requested_reviewers: pull.requestedReviewers.map((login) => userJson(view, login)),
    requested_teams: [],
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

function autoMergeJson(view: Viewpoint, { autoMerge }: Pull): Fields | null {
  return autoMerge === null
    ? null
    : {
        enabled_by: userJson(view, autoMerge.by),
        merge_method: autoMerge.method,
        commit_title: autoMerge.title ?? "",
        commit_message: autoMerge.message ?? "",
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

/** No repository of the world has it. */
function forkId(pull: Pull): number {
  return 1_000_000_000 + pull.id;
}
