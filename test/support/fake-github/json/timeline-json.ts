import type { Viewpoint } from "../http/router.ts";
import type { Issue, TimelineEvent } from "../state/issue.ts";
import { fullName, type Repository } from "../state/world.ts";
import { appReference } from "./app-json.ts";
import { nodeId } from "./node-id.ts";
import { userJson } from "./user-json.ts";

export function timelineJson(
  view: Viewpoint,
  repository: Repository,
  issue: Issue,
  each: TimelineEvent,
): Readonly<Record<string, unknown>> {
  const url = `${view.apiUrl}/repos/${fullName(repository)}`;
  const label = each.label === undefined ? undefined : repository.labels.get(each.label.toLowerCase());
  return {
    id: each.id,
    node_id: nodeId.event(repository.id, issue.number, each.id),
    url: `${url}/issues/events/${each.id}`,
    actor: userJson(view, each.actor),
    event: each.event,
    commit_id: each.commit ?? null,
    commit_url: each.commit === undefined ? null : `${url}/commits/${each.commit}`,
    created_at: each.at,
    performed_via_github_app: appReference(view, each.actor),
    ...(each.label === undefined ? {} : { label: { name: each.label, color: label?.color ?? "ededed" } }),
    ...(each.rename === undefined ? {} : { rename: each.rename }),
  };
}
