import { grants } from "../http/permissions.ts";
import type { Viewpoint } from "../http/router.ts";
import { fullName, type Repository } from "../state/world.ts";
import { nodeId } from "./node-id.ts";
import { userJson } from "./user-json.ts";

// The moment of the look would be another answer each time.
const made = "2020-01-01T00:00:00Z";

type Fields = Readonly<Record<string, unknown>>;

export function repositoryJson(view: Viewpoint, repository: Repository): Fields {
  const url = `${view.apiUrl}/repos/${fullName(repository)}`;
  const web = `${view.webUrl}/${fullName(repository)}`;
  return {
    id: repository.id,
    node_id: nodeId.repository(repository.id),
    name: repository.name,
    full_name: fullName(repository),
    owner: userJson(view, repository.owner, "Organization"),
    private: repository.isPrivate,
    visibility: repository.isPrivate ? "private" : "public",
    html_url: web,
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    branches_url: `${url}/branches{/branch}`,
    contents_url: `${url}/contents/{+path}`,
    pulls_url: `${url}/pulls{/number}`,
    clone_url: `${web}.git`,
    ssh_url: `git@github.test:${fullName(repository)}.git`,
    git_url: `git://github.test/${fullName(repository)}.git`,
    svn_url: web,
    default_branch: repository.defaultBranch,
    archived: repository.archived,
    disabled: false,
    has_issues: true,
    has_pull_requests: true,
    pushed_at: made,
    created_at: made,
    updated_at: made,
    permissions: permissionsJson(view),
  };
}

function permissionsJson(view: Viewpoint): Fields {
  const { actor } = view;
  const held = "permissions" in actor ? actor.permissions : {};
  const push = grants(held, "contents:write");
  return { admin: false, maintain: false, push, triage: push, pull: grants(held, "contents:read") };
}
