import { includedLayers } from "../../references.ts";
import type { DeclaredObject } from "../declared-object.ts";
import { plainKustomization } from "../deployment.ts";
import { type Lookups, readDeclaration } from "../read-declaration.ts";
import type { Reading } from "../reading.ts";
import { contentOf, type DeployedFolder, type FolderContent, folderKey } from "./deployed-folder.ts";
import { type Found, Memo, mostFound, readAll } from "./read-folders.ts";
import { throughLayers } from "./through-layers.ts";

/** Everything that is deployed as a folder, by its key, and the deployments that are declared in them. */
export interface Followed {
  readonly found: readonly Found[];
  readonly folders: ReadonlyMap<string, FolderContent>;
  /** Directories of kustomizations that nothing deploys, and no other one includes. */
  readonly roots: readonly string[];
  readonly isComplete: boolean;
}

// Apps of apps of apps: more levels than anybody keeps in mind.
const mostRounds = 8;

/**
 * Reads declarations, looks into the folders that they deploy for more of them, and so on. An object counts once for
 * every way through kustomizations, with the patches on it; folders that bring it the same way bring the same thing.
 */
export function followFolders(
  reading: Reading,
  lookups: Lookups,
  objects: readonly DeclaredObject[],
): Followed {
  const byFile = groupByFile(withoutPatches(reading, objects));
  const contents = new Map<string, FolderContent>();
  const readers = new Memo((object, layers) => {
    const layered = throughLayers(reading.survey, object, layers);
    return layered === null ? [] : readDeclaration(reading, lookups, layered);
  });
  let declared = new Map<string, DeployedFolder>();
  for (let round = 0; ; round++) {
    const deployed = contentsOf(reading, declared, contents);
    const roots = rootsBeside(reading, deployed);
    const guessed = contentsOf(reading, new Map(roots.map((root) => [folderKey(root), root])), contents);
    const folders = new Map([...deployed, ...withoutDeployed(guessed, deployed)]);
    const found = readAll(folders, byFile, readers);
    const next = foldersOf(found);
    const isSettled = [...next.keys()].every((key) => declared.has(key)) && next.size === declared.size;
    if (isSettled || round === mostRounds || found.length >= mostFound) {
      const isComplete = found.length < mostFound && isSettled && !reading.work.isSpent;
      return { found, folders, roots: roots.map(({ directory }) => directory), isComplete };
    }
    declared = next;
  }
}

type Contents = ReadonlyMap<string, FolderContent>;

function contentsOf(
  reading: Reading,
  folders: ReadonlyMap<string, DeployedFolder>,
  known: Map<string, FolderContent>,
): Contents {
  return new Map(
    [...folders].map(([key, folder]) => {
      const content = known.get(key) ?? contentOf(reading, folder);
      known.set(key, content);
      return [key, content];
    }),
  );
}

// What a declaration deploys is not taken for part of a root as well, which only looks as if it were deployed.
function withoutDeployed(guessed: Contents, deployed: Contents): Contents {
  const paths = new Set([...deployed.values()].flatMap(({ files }) => files.map(({ path }) => path)));
  const directories = new Set([...deployed.values()].flatMap(({ kustomizations }) => [...kustomizations]));
  return new Map(
    [...guessed].map(([key, { files, kustomizations }]) => [
      key,
      {
        files: files.filter(({ path }) => !paths.has(path)),
        kustomizations: new Set([...kustomizations].filter((directory) => !directories.has(directory))),
      },
    ]),
  );
}

function rootsBeside({ survey }: Reading, deployed: Contents): readonly DeployedFolder[] {
  const covered = new Set([...deployed.values()].flatMap(({ kustomizations }) => [...kustomizations]));
  return survey.roots
    .filter((directory) => !covered.has(directory))
    .map((directory) => ({ kind: "kustomize", directory, options: plainKustomization }));
}

function foldersOf(found: readonly Found[]): Map<string, DeployedFolder> {
  const folders = new Map<string, DeployedFolder>();
  for (const { draft } of found) {
    for (const source of draft.sources) {
      if (source.kind === "kustomize" || source.kind === "manifests") folders.set(folderKey(source), source);
    }
  }
  return folders;
}

function groupByFile(objects: readonly DeclaredObject[]): ReadonlyMap<string, readonly DeclaredObject[]> {
  const byFile = new Map<string, DeclaredObject[]>();
  for (const object of objects) byFile.set(object.file, [...(byFile.get(object.file) ?? []), object]);
  return byFile;
}

// A patch looks like an object. What a kustomization mentions otherwise than as a resource is not applied as it is.
function withoutPatches({ survey }: Reading, objects: readonly DeclaredObject[]): readonly DeclaredObject[] {
  const all = [...survey.kustomizations.values()];
  const applied = new Set(all.flatMap(includedLayers));
  const mentioned = new Set(all.flatMap(({ mentions }) => mentions));
  return objects.filter(({ file }) => applied.has(file) || !mentioned.has(file));
}
