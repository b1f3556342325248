import { loginOf } from "../http/actor.ts";
import { countedPage, page } from "../http/pages.ts";
import { json, notFound, Refused, type Reply } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { annotationJson, checkRunJson } from "../json/check-run-json.ts";
import { settleAutoMerges } from "../state/auto-merge.ts";
import type { CheckAction, CheckAnnotation, CheckChange, CheckOutput, CheckRun } from "../state/check-run.ts";
import { addCheckRun, changeCheckRun, latestRuns } from "../state/check-runs.ts";
import { fullName } from "../state/world.ts";

export const checkRunRoutes: Routes = {
  inRepository: {
    "POST /repos/{owner}/{repo}/check-runs": createRun,
    "GET /repos/{owner}/{repo}/check-runs/{check_run_id}": (call) =>
      json(200, checkRunJson(call, call.repository, findRun(call))),
    "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": async (call) => {
      const run = findRun(call);
      if (run.appId !== appIdOf(call)) {
        const message = `Invalid app_id \`${appIdOf(call)}\` - check run can only be modified by the GitHub App that created it.`;
        throw new Refused(403, message);
      }
      changeCheckRun(call.world, call.repository, run, changeOf(call), loginOf(call.actor));
      await settleAutoMerges(call.world, call.repository);
      return json(200, checkRunJson(call, call.repository, run));
    },
    "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations": (call) => {
      const run = findRun(call);
      const path = `/repos/${fullName(call.repository)}/check-runs/${run.id}/annotations`;
      return page(call, run.annotations, path, (each) => annotationJson(call, call.repository, run, each));
    },
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": listRuns,
  },
};

async function createRun(call: RepositoryCall): Promise<Reply> {
  const { repository } = call;
  const appId = appIdOf(call);
  const headSha = String(call.body["head_sha"]);
  if ((await repository.git.typeOf(headSha)) !== "commit") {
    throw new Refused(422, `No commit found for SHA: ${headSha}`);
  }
  const draft = { appId, headSha, by: loginOf(call.actor) };
  const run = addCheckRun(call.world, repository, draft, changeOf(call));
  await settleAutoMerges(call.world, repository);
  return json(201, checkRunJson(call, repository, run));
}

async function listRuns(call: RepositoryCall): Promise<Reply> {
  const { repository, query } = call;
  const ref = call.params["ref"] ?? "";
  const sha = await repository.git.resolve(ref);
  if (sha === null) throw new Refused(422, `No commit found for SHA: ${ref}`);
  const all = [...repository.checkRuns.values()].filter((each) => each.headSha === sha).reverse();
  const [name, status, appId] = [query.get("check_name"), query.get("status"), query.get("app_id")];
  const found = (query.get("filter") === "all" ? all : latestRuns(repository, sha)).filter(
    (each) =>
      (name === null || each.name === name) &&
      (status === null || each.status === status) &&
      (appId === null || each.appId === Number(appId)),
  );
  const path = `/repos/${fullName(repository)}/commits/${encodeURIComponent(ref)}/check-runs`;
  return countedPage(call, "check_runs", found, path, (each) => checkRunJson(call, repository, each));
}

function findRun(call: RepositoryCall): CheckRun {
  const run = call.repository.checkRuns.get(Number(call.params["check_run_id"]));
  if (run === undefined) throw notFound();
  return run;
}

/** People may read check runs; only apps write them. */
function appIdOf(call: RepositoryCall): number {
  const { actor } = call;
  if (actor.kind !== "installation" || actor.installation === null) {
    throw new Refused(403, "You must authenticate via a GitHub App.");
  }
  return actor.installation.appId;
}

function changeOf(call: RepositoryCall): CheckChange {
  // GitHub's description of the body was checked before.
  const body = call.body as {
    readonly name?: string;
    readonly status?: string;
    readonly conclusion?: string;
    readonly started_at?: string;
    readonly completed_at?: string;
    readonly details_url?: string;
    readonly external_id?: string;
    readonly output?: Partial<CheckOutput> & { readonly annotations?: readonly CheckAnnotation[] };
    readonly actions?: readonly CheckAction[];
  };
  const { annotations, ...output } = body.output ?? {};
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.status === undefined ? {} : { status: body.status }),
    ...(body.conclusion === undefined ? {} : { conclusion: body.conclusion }),
    ...(body.started_at === undefined ? {} : { startedAt: body.started_at }),
    ...(body.completed_at === undefined ? {} : { completedAt: body.completed_at }),
    ...(body.details_url === undefined ? {} : { detailsUrl: body.details_url }),
    ...(body.external_id === undefined ? {} : { externalId: body.external_id }),
    ...(body.actions === undefined ? {} : { actions: body.actions }),
    ...(annotations === undefined ? {} : { annotations }),
    output,
  };
}
