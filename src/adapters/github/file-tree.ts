import { PortError } from "../../ports/port-error.ts";
import { fileTreeAnswer, readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { isSafePath } from "./safe-path.ts";
import type { Session } from "./session.ts";

/** One file as git has it. */
export interface TreeFile {
  readonly path: string;
  readonly kind: "file" | "executable" | "symlink";
  /** Name of the blob. */
  readonly sha: string;
  readonly bytes: number;
}

/** Every file of a commit, without its content. Submodules are not files. */
export async function readFileTree(
  session: Session,
  known: Known,
  commit: string,
): Promise<readonly TreeFile[]> {
  const { owner, repo, fullName } = known;
  const missing = `${fullName} has no commit ${commit.slice(0, 12)}`;
  const attempt = { doing: "list the files", needs: "Contents: read", missing };
  const answer = await session.attempt(attempt, async () => {
    // What becomes of it is kept, and is smaller.
    const request = { fresh: true };
    const asked = { owner, repo, tree_sha: commit, recursive: "1", request };
    const { data } = await session.client.rest.git.getTree(asked);
    return readAnswer(fileTreeAnswer, data, session.place);
  });
  if (answer.truncated) {
    const line = `${fullName} has more files than GitHub lists in one answer (about 100,000)`;
    throw new PortError("github", "too-heavy", line);
  }
  const files: TreeFile[] = [];
  for (const { path, mode, sha, type, size } of answer.tree) {
    if (type !== "blob" || !isSafePath(path)) continue;
    const kind = mode === "120000" ? "symlink" : mode === "100755" ? "executable" : "file";
    files.push({ path, kind, sha, bytes: size ?? 0 });
  }
  return files;
}
