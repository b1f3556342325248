import type { GitRepository } from "./git-repository.ts";

export interface FileDiff {
  readonly path: string;
  readonly sha: string;
  readonly status: "added" | "removed" | "modified";
  readonly additions: number;
  readonly deletions: number;
  readonly patch: string;
}

/** Commits of `head` that `base` lacks, and the other way round. */
export async function distance(
  git: GitRepository,
  base: string,
  head: string,
): Promise<{ readonly ahead: number; readonly behind: number }> {
  const text = await textOf(git, ["rev-list", "--left-right", "--count", `${base}...${head}`]);
  const [behind = 0, ahead = 0] = text.split(/\s+/).map(Number);
  return { ahead, behind };
}

export async function mergeBase(git: GitRepository, a: string, b: string): Promise<string | null> {
  const answer = await git.fact(["merge-base", a, b]);
  return answer.code === 0 ? answer.stdout.toString("utf8").trim() : null;
}

export async function isAncestor(git: GitRepository, ancestor: string, of: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", ancestor, of];
  return (await git.fact(args)).code === 0;
}

/** Newest first. */
export async function commitsOf(git: GitRepository, range: string, limit: number): Promise<string[]> {
  const text = await textOf(git, ["rev-list", `--max-count=${limit}`, range]);
  return text.split("\n").filter(Boolean);
}

/** The merged tree, or null on a conflict. */
export async function mergeTrees(git: GitRepository, base: string, head: string): Promise<string | null> {
  const answer = await git.fact(["merge-tree", "--write-tree", base, head]);
  return answer.code === 0 ? (answer.stdout.toString("utf8").split("\n")[0] ?? null) : null;
}

export async function diffFiles(git: GitRepository, from: string, to: string): Promise<FileDiff[]> {
  const diff = ["diff", "--no-renames", "--no-ext-diff", "--full-index"];
  const raw = (await git.fact([...diff, "--raw", "-z", from, to])).stdout.toString("utf8");
  const fields = raw.split("\0");
  const files: FileDiff[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [, , oldSha = "", newSha = "", letter = ""] = (fields[i] ?? "").split(" ");
    const path = fields[i + 1] ?? "";
    const patch = await patchOf(git, diff, from, to, path);
    const status = letter === "A" ? "added" : letter === "D" ? "removed" : "modified";
    const lines = patch.split("\n");
    files.push({
      path,
      sha: letter === "D" ? oldSha : newSha,
      status,
      additions: lines.filter((line) => line.startsWith("+")).length,
      deletions: lines.filter((line) => line.startsWith("-")).length,
      patch,
    });
  }
  return files;
}

/** Only the hunks: GitHub leaves the file header out. */
async function patchOf(
  git: GitRepository,
  diff: readonly string[],
  from: string,
  to: string,
  path: string,
): Promise<string> {
  const text = await textOf(git, [...diff, from, to, "--", path]);
  const start = text.indexOf("@@");
  return start < 0 ? "" : text.slice(start);
}

async function textOf(git: GitRepository, args: readonly string[]): Promise<string> {
  return (await git.fact(args)).stdout.toString("utf8").replace(/\n$/, "");
}
