import { page } from "../http/pages.ts";
import { Refused } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { commitJson } from "../json/commit-json.ts";
import { pullJson } from "../json/pull-json.ts";
import { commitsOf, isAncestor } from "../state/git-history.ts";
import type { Pull } from "../state/pull.ts";
import { fullName } from "../state/world.ts";
import { comparedTo, findPull } from "./find-pull.ts";

/** GitHub lists no more commits of a pull request. */
const mostCommits = 250;

export const pullCommitRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits": listCommits,
    "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls": pullsOfCommit,
  },
};

/** Pull requests that brought a commit in, or hold it. */
async function pullsOfCommit(call: RepositoryCall) {
  const { repository } = call;
  const sha = call.params["commit_sha"] ?? "";
  if ((await repository.git.typeOf(sha)) !== "commit") {
    throw new Refused(422, `No commit found for SHA: ${sha}`);
  }
  const found: Pull[] = [];
  for (const pull of repository.pulls.values()) {
    const holds = pull.mergeCommit === sha || (await isOwnCommit(call, pull, sha));
    if (holds) found.push(pull);
  }
  const path = `/repos/${fullName(repository)}/commits/${sha}/pulls`;
  return page(call, found, path, (pull) => pullJson(call, repository, pull));
}

async function isOwnCommit(
  { repository: { git } }: RepositoryCall,
  pull: Pull,
  sha: string,
): Promise<boolean> {
  return (await isAncestor(git, sha, pull.headSha)) && !(await isAncestor(git, sha, pull.baseSha));
}

async function listCommits(call: RepositoryCall) {
  const { repository } = call;
  const pull = findPull(call);
  const range = `${await comparedTo(call, pull)}..${pull.headSha}`;
  const commits = (await commitsOf(repository.git, range, mostCommits)).reverse();
  const shown = await Promise.all(commits.map((sha) => repository.git.readCommit(sha)));
  const path = `/repos/${fullName(repository)}/pulls/${pull.number}/commits`;
  return page(call, shown, path, (each) => commitJson(call, repository, each));
}
