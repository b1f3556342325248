import { decodeFile, type RepositoryFile } from "../../../src/core/model/index.ts";
import { existingRepository, type World } from "../fake-github/state/world.ts";
import type { BranchReader } from "./branch.ts";

/** The default branch of a repository of the fake GitHub, read as with a clone. */
export function defaultBranchOf(world: World, fullName: string): BranchReader {
  return {
    async head() {
      const { git, defaultBranch } = existingRepository(world, fullName);
      const commit = await git.resolve(`refs/heads/${defaultBranch}`);
      if (commit === null) throw new Error(`nothing is on the default branch of ${fullName}`);
      return commit;
    },
    async files(commit) {
      const { git } = existingRepository(world, fullName);
      const files = new Map<string, RepositoryFile>();
      for (const { type, mode, path, sha } of await git.readTree(commit, true)) {
        if (type !== "blob") continue;
        const bytes = await git.readBlob(sha);
        if (mode === "120000") files.set(path, { kind: "symlink", target: bytes.toString("utf8") });
        else files.set(path, decodeFile(path, bytes, mode === "100755"));
      }
      return { origin: `${fullName}@${commit}`, files };
    },
  };
}
