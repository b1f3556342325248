import type { RepositoryFile, RepositoryFiles } from "../model/index.ts";
import { type FolderLinks, findFolderLinks } from "./folder-links.ts";

/** What is asked about the paths of a repository for each environment anew, in time that does not grow with it. */
export interface FileIndex {
  readonly folderLinks: FolderLinks;
  /** Everything below a directory, at any depth; `""` is the root. */
  below(directory: string): readonly (readonly [string, RepositoryFile])[];
}

// Files never change once they were read, so neither does their index.
const known = new WeakMap<RepositoryFiles, FileIndex>();

export function indexFiles(files: RepositoryFiles): FileIndex {
  const index = known.get(files) ?? makeIndex(files);
  known.set(files, index);
  return index;
}

function makeIndex(files: RepositoryFiles): FileIndex {
  const sorted = [...files.files].sort(([left], [right]) => (left < right ? -1 : 1));
  const firstFrom = (path: string): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.[0] ?? "") < path) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    folderLinks: findFolderLinks(files),
    // "0" is the character after "/".
    below: (directory) =>
      directory === "" ? sorted : sorted.slice(firstFrom(`${directory}/`), firstFrom(`${directory}0`)),
  };
}
