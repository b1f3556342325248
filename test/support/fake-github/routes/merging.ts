import { loginOf } from "../http/actor.ts";
import { json, notFound, Refused } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { mergePull } from "../state/merge-pull.ts";
import { missing } from "../state/merge-state.ts";
import type { MergeMethod } from "../state/pull.ts";
import { isMergeable } from "../state/pulls.ts";
import { updateBranch } from "../state/update-branch.ts";
import { fullName } from "../state/world.ts";
import { findPull } from "./find-pull.ts";

export const mergingRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/merge": (call) => {
      if (findPull(call).mergedAt === null) throw notFound();
      return { status: 204 };
    },
    "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge": putMerge,
    "PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch": async (call) => {
      const pull = findPull(call);
      const head = call.body["expected_head_sha"];
      const expectedHead = typeof head === "string" ? head : undefined;
      const order = { by: loginOf(call.actor), expectedHead };
      const refusal = await updateBranch(call.world, call.repository, pull, order);
      if (refusal !== null) throw new Refused(422, refusal);
      const url = `${call.apiUrl}/repos/${fullName(call.repository)}/pulls/${pull.number}`;
      return json(202, { message: "Updating pull request branch.", url });
    },
  },
};

async function putMerge(call: RepositoryCall) {
  const { repository, body } = call;
  const pull = findPull(call);
  if (pull.state !== "open") throw new Refused(405, "Pull Request is not mergeable");
  if (body["sha"] !== undefined && body["sha"] !== pull.headSha) {
    throw new Refused(409, "Head branch was modified. Review and try the merge again.");
  }
  if (pull.draft) throw new Refused(405, "Pull Request is still a draft");
  if (!(await isMergeable(repository, pull))) throw new Refused(405, "Pull Request is not mergeable");
  if (repository.rules.get(pull.baseRef)?.mergeQueue === true) {
    throw new Refused(405, "Changes must be made through the merge queue");
  }
  const lacks = missing(repository, pull);
  if (lacks !== null) throw new Refused(405, lacks);
  const { merge_method: method, commit_title: title, commit_message: message } = body;
  const sha = await mergePull(call.world, repository, pull, {
    method: method === "squash" || method === "rebase" ? method : ("merge" satisfies MergeMethod),
    by: loginOf(call.actor),
    title: typeof title === "string" ? title : null,
    message: typeof message === "string" ? message : null,
  });
  if (sha === null) throw new Refused(409, "Base branch was modified. Review and try the merge again.");
  return json(200, { sha, merged: true, message: "Pull Request successfully merged" });
}
