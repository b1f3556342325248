import { gzipSync } from "node:zlib";
import { notFound, type Reply } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { runGit } from "../state/run-git.ts";
import { findRepository, fullName, type World } from "../state/world.ts";

/** Archives are served by another host at GitHub, to which the API redirects with a short-lived address. */
export const archiveRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/tarball/{ref}": async (call: RepositoryCall) => {
      const ref = call.params["ref"] ?? "";
      const sha = await call.repository.git.resolve(ref === "" ? call.repository.defaultBranch : ref);
      if (sha === null) throw notFound();
      const path = `codeload/${fullName(call.repository)}/legacy.tar.gz/${sha}?token=${sha.slice(0, 12)}`;
      return { status: 302, headers: { location: `${call.webUrl}/${path}` } };
    },
  },
};

export async function codeload(world: World, url: URL): Promise<Reply> {
  const match = /^\/codeload\/([^/]+)\/([^/]+)\/legacy\.tar\.gz\/([0-9a-f]{40})$/.exec(url.pathname);
  const [, owner = "", name = "", sha = ""] = match ?? [];
  const repository = findRepository(world, owner, name);
  if (repository === undefined || url.searchParams.get("token") !== sha.slice(0, 12)) throw notFound();
  const prefix = `${repository.owner}-${repository.name}-${sha.slice(0, 7)}/`;
  const tar = await runGit(repository.git.directory, ["archive", "--format=tar", `--prefix=${prefix}`, sha]);
  return {
    status: 200,
    raw: gzipSync(tar.stdout, { level: 1 }),
    headers: { "content-type": "application/x-gzip" },
  };
}
