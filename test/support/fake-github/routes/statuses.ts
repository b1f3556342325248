import { page } from "../http/pages.ts";
import { json, notFound, type Reply } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import { repositoryJson } from "../json/repository-json.ts";
import { userJson } from "../json/user-json.ts";
import type { CommitStatus } from "../state/check-run.ts";
import { latestStatuses } from "../state/check-runs.ts";
import { fullName } from "../state/world.ts";

export const statusRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/commits/{ref}/status": combined,
    "GET /repos/{owner}/{repo}/commits/{ref}/statuses": async (call) => {
      const sha = await commitOf(call);
      const found = call.repository.statuses.filter((each) => each.sha === sha).reverse();
      const path = `/repos/${fullName(call.repository)}/commits/${sha}/statuses`;
      return page(call, found, path, (each) => ({
        ...statusJson(call, each),
        creator: userJson(call, each.creator),
      }));
    },
  },
};

/** Pending as long as there is no status at all; check runs do not count here. */
async function combined(call: RepositoryCall): Promise<Reply> {
  const sha = await commitOf(call);
  const latest = latestStatuses(call.repository, sha);
  const isBad = latest.some(({ state }) => state === "failure" || state === "error");
  const isGood = latest.length > 0 && latest.every(({ state }) => state === "success");
  const url = `${call.apiUrl}/repos/${fullName(call.repository)}/commits/${sha}`;
  return json(200, {
    state: isBad ? "failure" : isGood ? "success" : "pending",
    statuses: latest.map((each) => statusJson(call, each)),
    sha,
    total_count: latest.length,
    repository: repositoryJson(call, call.repository),
    commit_url: url,
    url: `${url}/status`,
  });
}

async function commitOf(call: RepositoryCall): Promise<string> {
  const sha = await call.repository.git.resolve(call.params["ref"] ?? "");
  if (sha === null) throw notFound();
  return sha;
}

function statusJson(call: RepositoryCall, status: CommitStatus) {
  return {
    id: status.id,
    node_id: nodeId.status(status.id),
    url: `${call.apiUrl}/repos/${fullName(call.repository)}/statuses/${status.sha}`,
    state: status.state,
    description: status.description,
    context: status.context,
    target_url: null,
    avatar_url: null,
    created_at: status.at,
    updated_at: status.at,
  };
}
