import type { Viewpoint } from "../http/router.ts";
import { checkRunJson } from "../json/check-run-json.ts";
import { commentJson } from "../json/comment-json.ts";
import { installationJson } from "../json/installation-json.ts";
import { fullIssueJson } from "../json/issue-json.ts";
import { labelJson } from "../json/label-json.ts";
import { mergeGroupJson } from "../json/merge-group-json.ts";
import { nodeId } from "../json/node-id.ts";
import { pullJson } from "../json/pull-json.ts";
import { repositoryJson } from "../json/repository-json.ts";
import { reviewCommentJson } from "../json/review-comment-json.ts";
import { reviewJson } from "../json/review-json.ts";
import { userJson } from "../json/user-json.ts";
import type { Happening } from "../state/happening.ts";
import type { Pull } from "../state/pull.ts";
import { fullName, type Repository } from "../state/world.ts";
import { pushFields } from "./push-fields.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What the fake knows of an event's body. Only a push has to be read from git. */
export function payloadOf(view: Viewpoint, happening: Happening): Fields | Promise<Fields> {
  const sender = userJson(view, happening.sender);
  if (happening.event === "installation" || happening.event === "installation_repositories") {
    return { ...installationFields(view, happening), sender };
  }
  const { repository } = happening;
  const where = {
    sender,
    repository: repositoryJson(view, repository),
    organization: userJson(view, repository.owner, "Organization"),
  };
  if (happening.event === "push") {
    return pushFields(view, happening).then((fields) => ({ ...fields, ...where }));
  }
  return { action: happening.action, ...fieldsOf(view, happening), ...where };
}

type Acted = Exclude<
  Happening,
  | { readonly event: "push" }
  | { readonly event: "installation" }
  | { readonly event: "installation_repositories" }
>;

function fieldsOf(view: Viewpoint, happening: Acted): Fields {
  const { repository } = happening;
  switch (happening.event) {
    case "issue_comment":
      return {
        issue: fullIssueJson(view, repository, happening.issue),
        comment: commentJson(view, repository, happening.comment),
        changes: happening.changes,
      };
    case "issues":
      return {
        issue: fullIssueJson(view, repository, happening.issue),
        changes: happening.changes,
        ...labelOf(view, repository, happening.label),
      };
    case "pull_request":
      return {
        number: happening.pull.number,
        pull_request: pullFields(view, repository, happening.pull),
        ...{ changes: happening.changes, before: happening.before, after: happening.after },
        ...labelOf(view, repository, happening.label),
        ...(happening.reason === undefined ? {} : { reason: happening.reason }),
        ...(happening.reviewer === undefined
          ? {}
          : { requested_reviewer: userJson(view, happening.reviewer) }),
      };
    case "pull_request_review":
      return {
        pull_request: pullJson(view, repository, happening.pull),
        review: {
          ...reviewJson(view, repository, happening.pull, happening.review),
          // Small letters here, capitals in REST.
          state: happening.review.state.toLowerCase(),
        },
        changes: happening.changes,
      };
    case "pull_request_review_comment":
      return {
        pull_request: pullJson(view, repository, happening.pull),
        comment: reviewCommentJson(view, repository, happening.pull, happening.comment),
        changes: happening.changes,
      };
    case "merge_group":
      return { merge_group: mergeGroupJson(happening.group) };
    case "check_run":
      return {
        check_run: checkRunJson(view, repository, happening.run),
        ...(happening.requested === undefined
          ? {}
          : { requested_action: { identifier: happening.requested } }),
      };
    case "repository":
      return { changes: happening.changes };
  }
}

function installationFields(
  view: Viewpoint,
  happening: Extract<Happening, { readonly event: "installation" | "installation_repositories" }>,
): Fields {
  const { installation, action } = happening;
  const shared = { action, installation: installationJson(view, installation) };
  const short = (repository: Repository): Fields => ({
    id: repository.id,
    node_id: nodeId.repository(repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.isPrivate,
  });
  if (happening.event === "installation") {
    const repositories = [...view.world.repositories.values()].filter(
      (each) =>
        each.owner.toLowerCase() === installation.account.toLowerCase() &&
        (installation.repositories?.includes(each.id) ?? true),
    );
    return { ...shared, repositories: repositories.map(short) };
  }
  const changed = happening.repositories.map(short);
  return {
    ...shared,
    repository_selection: installation.repositories === null ? "all" : "selected",
    repositories_added: action === "added" ? changed : [],
    repositories_removed: action === "removed" ? changed : [],
    requester: null,
  };
}

function pullFields(view: Viewpoint, repository: Repository, pull: Pull): Fields {
  const mergedBy = pull.mergedBy === null ? null : userJson(view, pull.mergedBy);
  const merging = { merged: pull.mergedAt !== null, merged_by: mergedBy, mergeable: null };
  return { ...pullJson(view, repository, pull), ...merging, mergeable_state: "unknown" };
}

function labelOf(view: Viewpoint, repository: Repository, label: string | undefined): Fields {
  return label === undefined ? {} : { label: labelJson(view, repository, label) };
}
