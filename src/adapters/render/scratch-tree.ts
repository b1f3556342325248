import { mkdir, mkdtemp, realpath, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RepositoryFiles } from "../../core/model/index.ts";

/** A private copy of a repository's texts that one overlay at a time is laid over. */
export class ScratchTree {
  readonly root: string;
  readonly home: string;
  readonly #top: string;
  readonly #original: ReadonlyMap<string, string>;
  #overlay: ReadonlyMap<string, string> = new Map();

  private constructor(top: string, original: ReadonlyMap<string, string>) {
    this.#top = top;
    this.root = join(top, "tree");
    this.home = join(top, "home");
    this.#original = original;
  }

  static async create(files: RepositoryFiles): Promise<ScratchTree> {
    // mkdtemp makes the directory with mode 0700. The real path keeps kustomize's messages recognisable.
    const top = await mkdtemp(join(await realpath(tmpdir()), "optpass-render-"));
    const tree = new ScratchTree(top, textsOf(files));
    try {
      await mkdir(tree.home);
      await mkdir(tree.root);
      const made = new Set<string>();
      for (const [path, text] of tree.#original) await tree.#write(path, text, made);
    } catch (error) {
      await tree.remove();
      throw error;
    }
    return tree;
  }

  /** Makes the tree show these texts, and the original ones everywhere else. Writes only what differs. */
  async lay(overlay: ReadonlyMap<string, string>): Promise<void> {
    const previous = this.#overlay;
    // Until every file is written, the tree shows neither state; forgetting the old one makes a retry complete.
    this.#overlay = new Map([...previous, ...overlay]);
    for (const [path] of previous) {
      if (overlay.has(path)) continue;
      const original = this.#original.get(path);
      if (original === undefined) await unlink(join(this.root, path)).catch(() => undefined);
      else await this.#write(path, original, new Set());
    }
    for (const [path, text] of overlay) {
      if (previous.get(path) !== text && isSafe(path)) await this.#write(path, text, new Set());
    }
    this.#overlay = new Map(overlay);
  }

  /** Whether the overlay is the one that the tree shows. */
  shows(overlay: ReadonlyMap<string, string>): boolean {
    if (overlay.size !== this.#overlay.size) return false;
    return [...overlay].every(([path, text]) => this.#overlay.get(path) === text);
  }

  async remove(): Promise<void> {
    await rm(this.#top, { recursive: true, force: true, maxRetries: 3 });
  }

  // Nothing but this class writes below the root, and it makes no links, so a path that stays inside by its text
  // stays inside in the file system.
  async #write(path: string, text: string, made: Set<string>): Promise<void> {
    const file = join(this.root, path);
    const directory = dirname(file);
    try {
      if (!made.has(directory)) await mkdir(directory, { recursive: true, mode: 0o700 });
      made.add(directory);
      await writeFile(file, text, { mode: 0o600 });
    } catch (error) {
      // Two paths of which one is a folder in the other, or a name too long for the file system: such a repository
      // does not render, and kustomize says why. A full disk is the world's failure.
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (!["ENOTDIR", "EISDIR", "EEXIST", "ENAMETOOLONG", "EINVAL"].includes(String(code))) throw error;
    }
  }
}

function textsOf({ files }: RepositoryFiles): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const path of files.keys()) {
    const text = isSafe(path) ? textThroughLinks(files, path) : null;
    if (text !== null) texts.set(path, text);
  }
  return texts;
}

/** A relative path that stays below the directory it is joined to, on every system. */
export function isSafe(path: string): boolean {
  const parts = path.split("/");
  return (
    path !== "" &&
    path.length < 4_096 &&
    !/[\0\\:]/.test(path) &&
    parts.every((part) => part !== "" && part !== "." && part !== ".." && part !== ".git")
  );
}

// A link becomes a copy of the text it leads to inside the repository; one that leads out is left out.
function textThroughLinks(files: RepositoryFiles["files"], path: string): string | null {
  let at = path;
  for (let hop = 0; hop < 8; hop++) {
    const file = files.get(at);
    if (file?.kind === "text") return file.text;
    if (file?.kind !== "symlink" || file.target.startsWith("/")) return null;
    const parts = at.split("/").slice(0, -1);
    for (const part of file.target.split("/")) {
      if (part === "" || part === ".") continue;
      if (part !== "..") parts.push(part);
      else if (parts.pop() === undefined) return null;
    }
    at = parts.join("/");
  }
  return null;
}
