import { randomUUID } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { type GitObject, isFullName, readObject, writeObject } from "./loose-objects.ts";
import { type GitAnswer, gitText, runGit } from "./run-git.ts";

export interface TreeEntry {
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  readonly size: number | null;
  readonly path: string;
}

/** A null sha removes the path. */
export interface TreeEdit {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

export interface Identity {
  readonly name: string;
  readonly email: string;
  /** RFC 3339. */
  readonly date: string;
}

export interface CommitObject {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly message: string;
}

export const zeroOid = "0".repeat(40);

/** The objects and references of one bare repository. Knows nothing of GitHub. */
export class GitRepository {
  readonly directory: string;
  readonly #facts = new Map<string, Promise<GitAnswer>>();

  constructor(directory: string) {
    this.directory = directory;
  }

  async create(defaultBranch: string): Promise<void> {
    await runGit(path.dirname(this.directory), [
      "init",
      "--quiet",
      "--bare",
      `--initial-branch=${defaultBranch}`,
      this.directory,
    ]);
  }

  text(args: readonly string[], input?: string | Buffer): Promise<string> {
    return gitText(this.directory, args, input === undefined ? {} : { input });
  }

  /** What git says of objects under their full names never changes, so it is asked once. Exit code 1 is an answer. */
  fact(args: readonly string[]): Promise<GitAnswer> {
    const ask = () => runGit(this.directory, args, { allow: [1] });
    if (!isOfObjects(args)) return ask();
    const key = args.join("\0");
    const known = this.#facts.get(key);
    if (known !== undefined) return known;
    const asked = ask();
    this.#facts.set(key, asked);
    asked.catch(() => this.#facts.delete(key));
    return asked;
  }

  async typeOf(sha: string): Promise<string | null> {
    if (isFullName(sha)) return (await readObject(this.directory, sha))?.type ?? null;
    const answer = await runGit(this.directory, ["cat-file", "-t", sha], { allow: [1, 128] });
    return answer.code === 0 ? answer.stdout.toString("utf8").trim() : null;
  }

  /** The object that a branch, tag, full reference or object name stands for, or null. */
  async resolve(revision: string, as: "commit" | "tree" = "commit"): Promise<string | null> {
    if (!/^[\w][\w./+@=-]*$/.test(revision) || revision.includes("..")) return null;
    if (isFullName(revision) && (await this.typeOf(revision)) === as) return revision;
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{${as}}`];
    const answer = await runGit(this.directory, args, { allow: [1, 128] });
    return answer.code === 0 ? answer.stdout.toString("utf8").trim() : null;
  }

  async readRef(ref: string): Promise<string | null> {
    if (!ref.startsWith("refs/") || ref.split("/").includes("..")) return null;
    const text = await readFile(path.join(this.directory, ref), "utf8").catch(() => "");
    return text === "" ? null : text.trimEnd();
  }

  async listRefs(prefix: string): Promise<readonly { readonly ref: string; readonly sha: string }[]> {
    const root = path.join(this.directory, "refs");
    const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter(isReference);
    const names = files.map((file) => path.relative(this.directory, path.join(file.parentPath, file.name)));
    const refs: { readonly ref: string; readonly sha: string }[] = [];
    for (const ref of names.sort().filter((name) => name.startsWith(prefix))) {
      const sha = await this.readRef(ref);
      if (sha !== null) refs.push({ ref, sha });
    }
    return refs;
  }

  async writeBlob(content: Buffer | string): Promise<string> {
    return writeObject(this.directory, "blob", content);
  }

  async readBlob(sha: string): Promise<Buffer> {
    return (await this.#read(sha, "blob")).content;
  }

  async #read(sha: string, type: string): Promise<GitObject> {
    const found = await readObject(this.directory, sha);
    if (found?.type !== type) throw new Error(`${sha} is no ${type} but ${found?.type ?? "nothing"}`);
    return found;
  }

  async readTree(treeish: string, recursive: boolean): Promise<readonly TreeEntry[]> {
    const args = ["ls-tree", "-z", "-l", ...(recursive ? ["-r", "-t"] : []), treeish];
    const text = (await this.fact(args)).stdout.toString("utf8");
    return text.split("\0").filter(Boolean).map(parseTreeLine);
  }

  async entryAt(treeish: string, file: string): Promise<TreeEntry | null> {
    const args = ["ls-tree", "-z", "-l", treeish, "--", file];
    const text = (await this.fact(args)).stdout.toString("utf8");
    const line = text.split("\0").find(Boolean);
    return line === undefined ? null : parseTreeLine(line);
  }

  /** Builds a tree in a private index, so that concurrent requests do not meet. */
  async writeTree(base: string | null, edits: readonly TreeEdit[]): Promise<string> {
    const index = path.join(this.directory, `index-${randomUUID()}`);
    const env = { GIT_INDEX_FILE: index };
    try {
      await gitText(this.directory, base === null ? ["read-tree", "--empty"] : ["read-tree", base], { env });
      const input = edits
        .map((edit) => (edit.sha === null ? `0 ${zeroOid}\t${edit.path}\0` : indexLine(edit, edit.sha)))
        .join("");
      await gitText(this.directory, ["update-index", "-z", "--index-info"], { env, input });
      return await gitText(this.directory, ["write-tree"], { env });
    } finally {
      await rm(index, { force: true });
    }
  }

  async writeCommit(commit: Omit<CommitObject, "sha">): Promise<string> {
    const line = (role: string, who: Identity): string =>
      `${role} ${clean(who.name)} <${clean(who.email)}> ${Math.floor(Date.parse(who.date) / 1000)} +0000\n`;
    const parents = commit.parents.map((parent) => `parent ${parent}\n`).join("");
    const head = `tree ${commit.tree}\n${parents}${line("author", commit.author)}`;
    const content = `${head}${line("committer", commit.committer)}\n${commit.message}`;
    return writeObject(this.directory, "commit", content);
  }

  async readCommit(sha: string): Promise<CommitObject> {
    const text = (await this.#read(sha, "commit")).content.toString("utf8");
    const split = text.indexOf("\n\n");
    const headers = text.slice(0, split).split("\n");
    const values = (key: string): string[] =>
      headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
    return {
      sha,
      tree: values("tree")[0] ?? "",
      parents: values("parent"),
      author: parseIdentity(values("author")[0] ?? ""),
      committer: parseIdentity(values("committer")[0] ?? ""),
      message: text.slice(split + 2),
    };
  }
}

/** Whether all revisions in it, which come before any paths, are full names or ranges of them. */
function isOfObjects([, ...rest]: readonly string[]): boolean {
  const end = rest.indexOf("--");
  const revisions = (end < 0 ? rest : rest.slice(0, end)).filter((arg) => !arg.startsWith("-"));
  return revisions.every((revision) => revision.split(/\.{2,3}/).every(isFullName));
}

/** Git writes a reference beside the old one first. */
function isReference(file: { readonly name: string; isFile(): boolean }): boolean {
  return file.isFile() && !file.name.endsWith(".lock");
}

function indexLine(edit: TreeEdit, sha: string): string {
  return `${edit.mode} ${sha}\t${edit.path}\0`;
}

function clean(text: string): string {
  return text.replaceAll(/[<>\n]/g, "");
}

function parseTreeLine(line: string): TreeEntry {
  const match = /^(\d+) (blob|tree|commit) ([0-9a-f]+) +(-|\d+)\t([\s\S]*)$/.exec(line);
  if (match === null) throw new Error(`unexpected ls-tree line: ${line}`);
  const [, mode = "", type = "", sha = "", size = "", file = ""] = match;
  if (type !== "blob" && type !== "tree" && type !== "commit") throw new Error(`unexpected type ${type}`);
  return { mode, type, sha, size: size === "-" ? null : Number(size), path: file };
}

function parseIdentity(text: string): Identity {
  const match = /^(.*) <(.*)> (\d+) /.exec(text);
  const [, name = "", email = "", seconds = "0"] = match ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z") };
}
