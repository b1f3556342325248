import { page } from "../http/pages.ts";
import { json, notFound } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { commitJson, diffJson } from "../json/commit-json.ts";
import { repositoryJson } from "../json/repository-json.ts";
import { commitsOf, diffFiles, distance, mergeBase } from "../state/git-history.ts";
import { visibleReference } from "../state/references.ts";
import { fullName } from "../state/world.ts";

export const repositoryRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}": (call) => json(200, repositoryJson(call, call.repository)),
    "GET /repos/{owner}/{repo}/branches": async (call) => {
      const refs = await call.repository.git.listRefs("refs/heads/");
      return page(call, refs, `/repos/${fullName(call.repository)}/branches`, ({ ref, sha }) => ({
        name: ref.slice("refs/heads/".length),
        commit: { sha, url: commitUrl(call, sha) },
        protected: false,
      }));
    },
    "GET /repos/{owner}/{repo}/branches/{branch}": branch,
    "GET /repos/{owner}/{repo}/commits": async (call) => {
      const start = call.query.get("sha") ?? call.repository.defaultBranch;
      const sha = await call.repository.git.resolve(start);
      if (sha === null) throw notFound();
      const commits = await commitsOf(call.repository.git, sha, 1000);
      const shown = await Promise.all(commits.map((each) => call.repository.git.readCommit(each)));
      return page(call, shown, `/repos/${fullName(call.repository)}/commits`, (each) =>
        commitJson(call, call.repository, each),
      );
    },
    "GET /repos/{owner}/{repo}/commits/{ref}": commit,
    "GET /repos/{owner}/{repo}/compare/{basehead}": compare,
  },
};

async function branch(call: RepositoryCall) {
  const name = call.params["branch"] ?? "";
  const sha = await visibleReference(call.repository, `refs/heads/${name}`);
  if (sha === null) throw notFound();
  const url = `${call.apiUrl}/repos/${fullName(call.repository)}/branches/${encodeURIComponent(name)}`;
  const known = {
    name,
    commit: commitJson(call, call.repository, await call.repository.git.readCommit(sha)),
    _links: { self: url, html: `${call.webUrl}/${fullName(call.repository)}/tree/${name}` },
    protected: false,
    protection_url: `${url}/protection`,
  };
  return json(200, known);
}

async function commit(call: RepositoryCall) {
  const { git } = call.repository;
  const sha = await git.resolve(call.params["ref"] ?? "");
  if (sha === null) throw notFound();
  if (call.accept.includes("sha")) return { status: 200, raw: Buffer.from(sha) };
  const found = await git.readCommit(sha);
  const files = found.parents[0] === undefined ? [] : await diffFiles(git, found.parents[0], sha);
  const shown = files.map((file) => diffJson(call, call.repository, sha, file));
  return json(200, { ...commitJson(call, call.repository, found), files: shown });
}

async function compare(call: RepositoryCall) {
  const { git } = call.repository;
  const [from = "", to = ""] = (call.params["basehead"] ?? "").split("...");
  const [base, head] = [await git.resolve(from), await git.resolve(to)];
  if (base === null || head === null) throw notFound();
  const common = await mergeBase(git, base, head);
  if (common === null) throw notFound();
  const { ahead, behind } = await distance(git, base, head);
  const commits = (await commitsOf(git, `${base}..${head}`, 250)).reverse();
  const show = async (sha: string) => commitJson(call, call.repository, await git.readCommit(sha));
  const files = await diffFiles(git, common, head);
  const known = {
    base_commit: await show(base),
    merge_base_commit: await show(common),
    status: ahead > 0 ? (behind > 0 ? "diverged" : "ahead") : behind > 0 ? "behind" : "identical",
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: await Promise.all(commits.map(show)),
    files: files.map((file) => diffJson(call, call.repository, head, file)),
  };
  return json(200, known);
}

function commitUrl(call: RepositoryCall, sha: string): string {
  return `${call.apiUrl}/repos/${fullName(call.repository)}/commits/${sha}`;
}
