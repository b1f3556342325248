import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import type { GitRepository } from "../support/fake-github/state/git-repository.ts";
import { runGit } from "../support/fake-github/state/run-git.ts";

const run = promisify(execFile);

/** Both overlays of the shop at one commit, as kubectl renders them: each object's text by namespace, kind and name. */
export async function renderShop(
  git: GitRepository,
  commit: string,
  kubectl: string,
): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "optpass-render-"));
  try {
    await checkOut(git, commit, folder);
    const objects = new Map<string, string>();
    for (const environment of ["staging", "production"]) {
      const { stdout } = await run(kubectl, ["kustomize", join(folder, "shop/overlays", environment)]);
      for (const document of parseAllDocuments(stdout)) {
        const { kind, metadata } = document.toJS();
        objects.set(`${metadata.namespace}/${kind}/${metadata.name}`, document.toString());
      }
    }
    return objects;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkOut(git: GitRepository, commit: string, folder: string): Promise<void> {
  const listed = await runGit(git.directory, ["ls-tree", "-r", "--name-only", commit, "shop"]);
  for (const path of listed.stdout.toString().trim().split("\n")) {
    const { stdout } = await runGit(git.directory, ["show", `${commit}:${path}`]);
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), stdout);
  }
}
