import { makeCommit } from "./commits.ts";
import type { TreeEdit } from "./git-repository.ts";
import { moveReferences } from "./references.ts";
import type { Repository, World } from "./world.ts";

/** Text or bytes of an ordinary file, or something with a mode of its own. */
export type FileContent =
  | string
  | Buffer
  | { readonly content: string; readonly executable: true }
  | { readonly symlinkTo: string };

export interface CommitFiles {
  readonly branch: string;
  readonly files: Readonly<Record<string, FileContent | null>>;
  readonly message: string;
  readonly author: string;
  readonly from?: string;
}

/** Commits files as if somebody had pushed; the branch may move anywhere, as with `--force`. */
export async function commitFiles(world: World, repository: Repository, order: CommitFiles): Promise<string> {
  const { git } = repository;
  const ref = `refs/heads/${order.branch}`;
  const parent =
    order.from ?? (await git.readRef(ref)) ?? (await git.readRef(`refs/heads/${repository.defaultBranch}`));
  const commit = await commitOn(world, repository, parent, order);
  if (!(await moveReferences(world, repository, [{ ref, to: commit }], order.author))) {
    throw new Error(`${ref} could not be moved`);
  }
  return commit;
}

/** A commit that nothing points at yet. */
export async function commitOn(
  world: World,
  repository: Repository,
  parent: string | null,
  { files, message, author }: Pick<CommitFiles, "files" | "message" | "author">,
): Promise<string> {
  const edits: TreeEdit[] = [];
  for (const [path, content] of Object.entries(files)) edits.push(await editOf(repository, path, content));
  return makeCommit(world, repository, {
    tree: await repository.git.writeTree(parent, edits),
    parents: parent === null ? [] : [parent],
    message,
    login: author,
    sign: false,
  });
}

export async function readFileAt(
  repository: Repository,
  revision: string,
  file: string,
): Promise<string | null> {
  const commit = await repository.git.resolve(revision);
  const entry = commit === null ? null : await repository.git.entryAt(commit, file);
  return entry === null ? null : (await repository.git.readBlob(entry.sha)).toString("utf8");
}

async function editOf(repository: Repository, path: string, content: FileContent | null): Promise<TreeEdit> {
  if (content === null) return { path, mode: "100644", sha: null };
  if (typeof content === "string" || Buffer.isBuffer(content)) {
    return { path, mode: "100644", sha: await repository.git.writeBlob(content) };
  }
  return "symlinkTo" in content
    ? { path, mode: "120000", sha: await repository.git.writeBlob(content.symlinkTo) }
    : { path, mode: "100755", sha: await repository.git.writeBlob(content.content) };
}
