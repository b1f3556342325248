import { loginOf } from "../http/actor.ts";
import { page } from "../http/pages.ts";
import { invalid, json } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { diffJson } from "../json/commit-json.ts";
import { pullJson } from "../json/pull-json.ts";
import { userJson } from "../json/user-json.ts";
import { commentsOf } from "../state/comments.ts";
import { distance } from "../state/git-history.ts";
import type { IssueChange } from "../state/issues.ts";
import { mergeState } from "../state/merge-state.ts";
import type { Pull } from "../state/pull.ts";
import { addPull, close, editPull, openPull, reopen } from "../state/pulls.ts";
import { fullName } from "../state/world.ts";
import { changeIn } from "./change-in.ts";
import { changedFiles, comparedTo, findPull } from "./find-pull.ts";

export const pullRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/pulls": listPulls,
    "POST /repos/{owner}/{repo}/pulls": createPull,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}": async (call) =>
      json(200, await fullPull(call, findPull(call), 200)),
    "PATCH /repos/{owner}/{repo}/pulls/{pull_number}": updatePull,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": async (call) => {
      const pull = findPull(call);
      const files = await changedFiles(call, pull);
      const path = `/repos/${fullName(call.repository)}/pulls/${pull.number}/files`;
      return page(call, files, path, (file) => diffJson(call, call.repository, pull.headSha, file));
    },
  },
};

function listPulls(call: RepositoryCall) {
  const state = call.query.get("state") ?? "open";
  const head = call.query.get("head");
  const base = call.query.get("base");
  const oldestFirst = call.query.get("direction") === "asc";
  const found = [...call.repository.pulls.values()].filter(
    (pull) =>
      (state === "all" || pull.state === state) &&
      // GitHub ignores a head filter without an owner.
      (head === null ||
        !head.includes(":") ||
        head === `${pull.fork ?? call.repository.owner}:${pull.headRef}`) &&
      (base === null || base === pull.baseRef),
  );
  const visible = found.filter((each) => !each.listLag.hides());
  if (!oldestFirst) visible.reverse();
  return page(call, visible, `/repos/${fullName(call.repository)}/pulls`, (pull) =>
    pullJson(call, call.repository, pull),
  );
}

async function createPull(call: RepositoryCall) {
  const { repository, body } = call;
  const { git } = repository;
  const headRef = String(body["head"]).replace(`${repository.owner}:`, "");
  const baseRef = String(body["base"]);
  const head = await git.readRef(`refs/heads/${headRef}`);
  if (head === null) throw invalid("PullRequest", { field: "head", code: "invalid" });
  const base = await git.readRef(`refs/heads/${baseRef}`);
  if (base === null) throw invalid("PullRequest", { field: "base", code: "invalid" });
  const { title = headRef, body: text = null } = changeIn(body);
  if (openPull(repository, headRef, baseRef) !== undefined) {
    const message = `A pull request already exists for ${repository.owner}:${headRef}.`;
    throw invalid("PullRequest", { code: "custom", message });
  }
  if ((await distance(git, base, head)).ahead === 0) {
    const message = `No commits between ${baseRef} and ${headRef}`;
    throw invalid("PullRequest", { code: "custom", message });
  }
  const pull = addPull(call.world, repository, {
    author: loginOf(call.actor),
    headRef,
    baseRef,
    headSha: head,
    baseSha: base,
    title,
    body: text,
    draft: body["draft"] === true,
  });
  return json(201, await fullPull(call, pull, 201));
}

async function updatePull(call: RepositoryCall) {
  const pull = findPull(call);
  const { base } = call.body;
  await changePull(call, pull, { ...changeIn(call.body), ...(typeof base === "string" ? { base } : {}) });
  return json(200, await fullPull(call, pull, 200));
}

export async function changePull(
  call: RepositoryCall,
  pull: Pull,
  change: IssueChange & { readonly base?: string },
): Promise<void> {
  const { world, repository } = call;
  const by = loginOf(call.actor);
  editPull(world, repository, pull, change, by);
  if (change.state === undefined || change.state === pull.state) return;
  if (change.state === "closed") return close(world, repository, pull, by);
  const refusal = await reopen(world, repository, pull, by);
  if (refusal !== null) throw invalid("PullRequest", { field: "state", code: "invalid", message: refusal });
}

async function fullPull(call: RepositoryCall, pull: Pull, status: number): Promise<unknown> {
  const { repository } = call;
  const files = await changedFiles(call, pull);
  const state = await mergeState(repository, pull);
  if (pull.mergeablePolls > 0 && status === 200) pull.mergeablePolls -= 1;
  const sum = (of: "additions" | "deletions") => files.reduce((total, file) => total + file[of], 0);
  const { ahead } = await distance(repository.git, await comparedTo(call, pull), pull.headSha);
  const known = {
    ...pullJson(call, repository, pull),
    merged: pull.mergedAt !== null,
    merged_by: pull.mergedBy === null ? null : userJson(call, pull.mergedBy),
    mergeable: state === "unknown" ? null : state !== "dirty",
    mergeable_state: state,
    comments: commentsOf(repository, pull).length,
    commits: ahead,
    additions: sum("additions"),
    deletions: sum("deletions"),
    changed_files: files.length,
  };
  return known;
}
