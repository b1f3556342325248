import type { Viewpoint } from "../http/router.ts";
import type { CheckAnnotation, CheckRun } from "../state/check-run.ts";
import type { Pull } from "../state/pull.ts";
import { fullName, type Repository } from "../state/world.ts";
import { appJson } from "./app-json.ts";
import { nodeId } from "./node-id.ts";

type Fields = Readonly<Record<string, unknown>>;

export function checkRunJson(view: Viewpoint, repository: Repository, run: CheckRun): Fields {
  const url = `${view.apiUrl}/repos/${fullName(repository)}/check-runs/${run.id}`;
  const web = `${view.webUrl}/${fullName(repository)}/runs/${run.id}`;
  const app = view.world.apps.get(run.appId);
  return {
    id: run.id,
    node_id: nodeId.checkRun(run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: web,
    details_url: run.detailsUrl ?? web,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: { id: run.suite },
    app: app === undefined ? null : appJson(view, app),
    pull_requests: [...repository.pulls.values()]
      // Empty for what comes from a fork.
      .filter((pull) => pull.state === "open" && pull.fork === null && pull.headSha === run.headSha)
      .map((pull) => minimalPull(view, repository, pull)),
  };
}

export function annotationJson(
  view: Viewpoint,
  repository: Repository,
  run: CheckRun,
  annotation: CheckAnnotation,
): Fields {
  const optional = { start_column: null, end_column: null, title: null, raw_details: null };
  const blob = `${view.webUrl}/${fullName(repository)}/blob/${run.headSha}`;
  return { ...optional, ...annotation, blob_href: `${blob}/${encodeURI(String(annotation["path"]))}` };
}

function minimalPull(view: Viewpoint, repository: Repository, pull: Pull): Fields {
  const url = `${view.apiUrl}/repos/${fullName(repository)}`;
  const repo = { id: repository.id, url, name: repository.name };
  return {
    id: pull.id,
    number: pull.number,
    url: `${url}/pulls/${pull.number}`,
    head: { ref: pull.headRef, sha: pull.headSha, repo },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo },
  };
}
