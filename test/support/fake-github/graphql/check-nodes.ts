import type { Viewpoint } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import type { CheckRun } from "../state/check-run.ts";
import { latestRuns } from "../state/check-runs.ts";
import type { Repository } from "../state/world.ts";
import { connection, type PageArguments } from "./connection.ts";

export interface SuiteArguments extends PageArguments {
  readonly filterBy?: { readonly appId?: number | null; readonly checkName?: string | null } | null;
}

/** The suites of a commit: all runs of one app are one. */
export function suiteConnection(view: Viewpoint, repository: Repository, sha: string, args: SuiteArguments) {
  const { appId = null, checkName = null } = args.filterBy ?? {};
  const suites = new Map<number, CheckRun[]>();
  for (const run of latestRuns(repository, sha)) {
    if (appId !== null && run.appId !== appId) continue;
    suites.set(run.suite, [...(suites.get(run.suite) ?? []), run]);
  }
  const nodes = [...suites]
    .filter(([, runs]) => checkName === null || runs.some(({ name }) => name === checkName))
    .map(([id, runs]) => suiteNode(view, id, runs));
  return connection(nodes, args);
}

function suiteNode(view: Viewpoint, id: number, runs: readonly CheckRun[]) {
  const app = view.world.apps.get(runs[0]?.appId ?? 0);
  return {
    __typename: "CheckSuite",
    id: `CS_${id}`,
    app: app === undefined ? null : { __typename: "App", id: nodeId.app(app.id), slug: app.slug },
    checkRuns: (args: SuiteArguments) => {
      const name = args.filterBy?.checkName ?? null;
      return connection(runs.filter((run) => name === null || run.name === name).map(runNode), args);
    },
  };
}

function runNode(run: CheckRun) {
  return {
    __typename: "CheckRun",
    id: nodeId.checkRun(run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    externalId: run.externalId === "" ? null : run.externalId,
  };
}
