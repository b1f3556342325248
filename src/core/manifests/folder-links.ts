import type { RepositoryFiles } from "../model/index.ts";
import { directoryOf, joinPath } from "./repository-path.ts";

/** Symbolic links that lead to no file of the repository, so to a folder if to anything, with what they say. */
export type FolderLinks = ReadonlyMap<string, string>;

const mostHops = 8;

export function findFolderLinks(files: RepositoryFiles): FolderLinks {
  const links = new Map<string, string>();
  for (const [path, file] of files.files) {
    const target = file.kind === "symlink" ? joinPath(directoryOf(path), file.target) : null;
    if (target !== null && !leadsToFile(files, target)) links.set(path, target);
  }
  return links;
}

function leadsToFile({ files }: RepositoryFiles, path: string): boolean {
  let at: string | null = path;
  for (let hop = 0; hop < mostHops && at !== null; hop++) {
    const file = files.get(at);
    if (file === undefined) return false;
    if (file.kind !== "symlink") return true;
    at = joinPath(directoryOf(at), file.target);
  }
  // It goes round in circles or out of the repository: no folder either.
  return true;
}

/** The path with links to folders followed, as kustomize does before it looks at it. */
export function followFolderLinks(links: FolderLinks, path: string): string {
  let at = path;
  for (let hop = 0; hop < mostHops && links.size > 0; hop++) {
    const link = foldersOf(at).find((folder) => links.has(folder));
    if (link === undefined) return at;
    at = [links.get(link) ?? "", at.slice(link.length + 1)].filter((part) => part !== "").join("/");
  }
  return at;
}

// `a`, `a/b`, `a/b/c` of `a/b/c`.
function foldersOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
