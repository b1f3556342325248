import { notFound } from "../http/reply.ts";
import type { RepositoryCall } from "../http/router.ts";
import { diffFiles, mergeBase } from "../state/git-history.ts";
import type { Pull } from "../state/pull.ts";
import { checkResolvable } from "./find-issue.ts";

export function findPull(call: RepositoryCall): Pull {
  const pull = call.repository.pulls.get(Number(call.params["pull_number"]));
  if (pull === undefined) throw notFound();
  checkResolvable(call, pull);
  return pull;
}

export async function changedFiles(call: RepositoryCall, pull: Pull) {
  const { git } = call.repository;
  const base = await comparedTo(call, pull);
  const from = pull.mergedAt === null ? await mergeBase(git, base, pull.headSha) : base;
  return diffFiles(git, from ?? pull.baseSha, pull.headSha);
}

/** The base as it is, or as it was before the merge. */
export async function comparedTo(call: RepositoryCall, pull: Pull): Promise<string> {
  const now = await call.repository.git.readRef(`refs/heads/${pull.baseRef}`);
  return pull.mergedAt === null && now !== null ? now : pull.baseSha;
}
