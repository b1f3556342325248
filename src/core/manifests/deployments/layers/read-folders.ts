import type { DeclaredObject } from "../declared-object.ts";
import type { Draft } from "../reading.ts";
import { type FolderContent, wayOf } from "./deployed-folder.ts";
import type { Layer } from "./layered.ts";

/** A deployment, and how its declaration comes into a cluster. */
export interface Found {
  readonly draft: Draft;
  /** What the outermost kustomization around it is called; `null` where there is none. */
  readonly via: string | null;
  /** The keys of the folders that bring it, in this same form. */
  readonly folders: readonly string[];
}

/** More deployments than this are not looked at. */
export const mostFound = 10_000;

type Read = (object: DeclaredObject, layers: readonly Layer[]) => readonly Draft[];

/** Each object is read once for each way into a cluster, though the rounds ask for it again. */
export class Memo {
  readonly #read: Read;
  readonly #known = new Map<DeclaredObject, Map<string, readonly Draft[]>>();

  constructor(read: Read) {
    this.#read = read;
  }

  read(object: DeclaredObject, layers: readonly Layer[]): readonly Draft[] {
    const key = wayOf(layers);
    const ways = this.#known.get(object) ?? new Map<string, readonly Draft[]>();
    this.#known.set(object, ways);
    const drafts = ways.get(key) ?? this.#read(object, layers);
    ways.set(key, drafts);
    return drafts;
  }
}

/** What is declared in these folders, and in files that none of them holds. */
export function readAll(
  folders: ReadonlyMap<string, FolderContent>,
  byFile: ReadonlyMap<string, readonly DeclaredObject[]>,
  memo: Memo,
): readonly Found[] {
  const found = new Map<Draft, Found & { readonly folders: string[] }>();
  const add = (object: DeclaredObject, layers: readonly Layer[], folder: string | null): void => {
    for (const draft of memo.read(object, layers)) {
      const known = found.get(draft) ?? { draft, via: layers.at(-1)?.directory ?? null, folders: [] };
      found.set(draft, known);
      if (folder !== null) known.folders.push(folder);
    }
  };
  const brought = new Set<string>();
  for (const [folder, { files }] of [...folders].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { path, layers } of files) {
      brought.add(path);
      if (found.size < mostFound) for (const object of byFile.get(path) ?? []) add(object, layers, folder);
    }
  }
  for (const [path, objects] of byFile) {
    if (!brought.has(path)) for (const object of objects) add(object, [], null);
  }
  return [...found.values()].slice(0, mostFound);
}
