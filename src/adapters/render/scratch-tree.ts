import { rmSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, stat, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RepositoryFiles } from "../../core/model/index.ts";

/** A private copy of a repository's texts that one overlay at a time is laid over. */
export class ScratchTree {
  readonly root: string;
  readonly home: string;
  readonly #top: string;
  readonly #original: ReadonlyMap<string, string | Uint8Array>;
  #overlay: ReadonlyMap<string, string> = new Map();

  private constructor(top: string, original: ReadonlyMap<string, string | Uint8Array>) {
    this.#top = top;
    process.once("exit", this.#removeAtExit);
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
      for (const [path, folder] of folderLinksOf(files)) await tree.link(path, folder);
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

  // A program that ends in the middle of a render leaves no copy of anybody's manifests behind.
  readonly #removeAtExit = (): void => rmSync(this.#top, { recursive: true, force: true });

  async remove(): Promise<void> {
    process.removeListener("exit", this.#removeAtExit);
    await rm(this.#top, { recursive: true, force: true, maxRetries: 3 });
  }

  /**
   * Shows a folder of the tree at another safe path of it too; a folder that is not there, or a path that is taken,
   * changes nothing. Kustomize reads the references of a linked folder from where the folder really is, so that a copy
   * would not do.
   */
  async link(path: string, folder: string): Promise<void> {
    const target = join(this.root, folder);
    const isFolder = await stat(target).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) return;
    await this.#tolerate(async () => {
      await mkdir(dirname(join(this.root, path)), { recursive: true, mode: 0o700 });
      await symlink(target, join(this.root, path));
    });
  }

  // Nothing but this class writes below the root, and its links lead to folders inside, so a path that stays inside
  // by its text stays inside in the file system.
  async #write(path: string, text: string | Uint8Array, made: Set<string>): Promise<void> {
    const file = join(this.root, path);
    const directory = dirname(file);
    await this.#tolerate(async () => {
      if (!made.has(directory)) await mkdir(directory, { recursive: true, mode: 0o700 });
      made.add(directory);
      await writeFile(file, text, { mode: 0o600 });
    });
  }

  async #tolerate(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Two paths of which one is a folder in the other, or a name too long for the file system: such a repository
      // does not render, and kustomize says why. A full disk is the world's failure.
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (!["ENOTDIR", "EISDIR", "EEXIST", "ENAMETOOLONG", "EINVAL"].includes(String(code))) throw error;
    }
  }
}

function textsOf({ files }: RepositoryFiles): ReadonlyMap<string, string | Uint8Array> {
  const texts = new Map<string, string | Uint8Array>();
  for (const [path, file] of files) {
    if (file.kind === "archive" && isSafe(path)) {
      texts.set(path, file.bytes);
      continue;
    }
    // Helm would unpack it, and refuse the whole chart because of what stands in for it.
    if (/(?:^|\/)charts\/[^/]+\.tgz$/.test(path)) continue;
    const text = isSafe(path) ? textThroughLinks(files, path) : null;
    if (text !== null) texts.set(path, text);
  }
  return texts;
}

/** Links to what is no file, with the path from the root that they lead to; those that lead out are left out. */
function folderLinksOf({ files }: RepositoryFiles): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const [path, file] of files) {
    if (file.kind !== "symlink" || !isSafe(path) || textThroughLinks(files, path) !== null) continue;
    const folder = targetOf(path, file.target);
    if (folder !== null && isSafe(folder)) links.set(path, folder);
  }
  return links;
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

// A file whose content is not known can still be what a config map is generated from. The text is no mapping and no
// assignment, so that as a manifest, a patch or a list of variables kustomize refuses it instead of leaving it out.
const standIn = "content that was not read\n";

// A link becomes a copy of the text it leads to inside the repository; one that leads out is left out.
function textThroughLinks(files: RepositoryFiles["files"], path: string): string | null {
  let at = path;
  for (let hop = 0; hop < 8; hop++) {
    const file = files.get(at);
    if (file?.kind === "text") return file.text;
    if (file?.kind === "binary" || file?.kind === "too-large" || file?.kind === "archive") return standIn;
    const target = file?.kind === "symlink" ? targetOf(at, file.target) : null;
    if (target === null) return null;
    at = target;
  }
  return null;
}

function targetOf(link: string, target: string): string | null {
  if (target.startsWith("/")) return null;
  const parts = link.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}
