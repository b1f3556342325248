import { type Data, dataAt } from "../../data.ts";
import type { NodePath } from "../../node-path.ts";
import { type DeclaredObject, fieldAt, isTrueAt, itemsAt } from "../declared-object.ts";
import type { DeploymentSource } from "../deployment.ts";
import { Doubts, type Draft, isHere, pathFromRoot, type Reading } from "../reading.ts";
import { type FolderKind, folderKind, hasJsonnet } from "../repository/folder-kind.ts";
import { showAddress } from "../repository/repository-address.ts";
import { readHelmBlock } from "./helm-block.ts";
import { readKustomizeBlock } from "./kustomize-block.ts";

/** Reads an Argo CD `Application`, or the filled template of an ApplicationSet, which has the same fields. */
export function readApplication(reading: Reading, object: DeclaredObject): Draft {
  const doubts = new Doubts(object);
  const sources = sourcePaths(object).flatMap((at) => readSource(reading, doubts, object, at) ?? []);
  const { data } = object;
  return {
    name: object.name,
    kind: "argocd-application",
    certainty: doubts.certainty,
    declaredAt: doubts.at,
    destination: {
      cluster: destinationAt(data, "name") ?? destinationAt(data, "server"),
      namespace: destinationAt(data, "namespace"),
    },
    sources,
    parameters: new Map(),
    substitution: null,
    problems: doubts.problems,
  };
}

// A placeholder that could not be filled says nothing.
function destinationAt(data: Data, key: string): string | null {
  const text = fieldAt(data, ["spec", "destination", key]);
  return text === null || text.includes("{{") ? null : text;
}

// `sources` makes Argo CD ignore `source`. A hydrator's dry source is what people write; the other is generated.
function sourcePaths({ data }: DeclaredObject): readonly NodePath[] {
  const several = itemsAt(data, ["spec", "sources"]);
  if (several.length > 0) return several.map((_, index) => ["spec", "sources", index]);
  const hydrated = ["spec", "sourceHydrator", "drySource"];
  return [dataAt(data, hydrated) === undefined ? ["spec", "source"] : hydrated];
}

function readSource(
  reading: Reading,
  doubts: Doubts,
  object: DeclaredObject,
  at: NodePath,
): DeploymentSource | null {
  const { data } = object;
  const repository = fieldAt(data, [...at, "repoURL"]);
  const revision = fieldAt(data, [...at, "targetRevision"]);
  const chart = fieldAt(data, [...at, "chart"]);
  const written = fieldAt(data, [...at, "path"]);
  if (repository === null) {
    doubts.undecided("it names no repository");
    return null;
  }
  if (chart !== null) {
    const { chart: _, ...helm } = readHelmBlock(reading, doubts, object, at, null);
    return { kind: "remote", repository: showAddress(repository), path: chart, revision, helm };
  }
  // A source with a `ref` alone only lends its files to the others.
  if (written === null && fieldAt(data, [...at, "ref"]) !== null) return null;
  const path = pathFromRoot(doubts, written ?? "");
  if (path === null) return null;
  // The path of another repository is no path of this one, even where a placeholder hides which it is.
  if (/\{\{/.test(repository) && reading.repository.length > 0) {
    doubts.placeholder(repository);
    return null;
  }
  if (!isHere(reading, doubts, repository, path)) {
    doubts.notHere(reading, repository);
    const block = dataAt(data, [...at, "helm"]);
    const { chart: _, ...helm } = readHelmBlock(reading, doubts, object, at, null);
    const remote = { kind: "remote", repository: showAddress(repository), path, revision } as const;
    return { ...remote, helm: block === undefined ? null : helm };
  }
  return sourceHere(reading, doubts, object, at, path);
}

function sourceHere(
  reading: Reading,
  doubts: Doubts,
  object: DeclaredObject,
  at: NodePath,
  directory: string,
): DeploymentSource | null {
  const { data } = object;
  if (dataAt(data, [...at, "plugin"]) !== undefined) {
    doubts.undecided("it is rendered by a plugin of Argo CD, which is not executed");
    return null;
  }
  const kind = explicitKind(object, at) ?? folderKind(reading, directory);
  if (kind === null || !reading.tree.directories.has(directory)) {
    doubts.nothingAt(directory);
    return null;
  }
  if (kind === "helm") {
    doubts.twoStages(reading, directory);
    const revision = fieldAt(data, [...at, "targetRevision"]);
    return { kind, helm: readHelmBlock(reading, doubts, object, at, directory), revision };
  }
  if (kind === "kustomize") {
    return { kind, directory, options: readKustomizeBlock(doubts, object, at, directory) };
  }
  if (hasJsonnet(reading, directory)) doubts.undecided("its folder holds Jsonnet, which is not evaluated");
  const folder = [...at, "directory"];
  return {
    kind,
    directory,
    recurse: isTrueAt(data, [...folder, "recurse"]),
    include: fieldAt(data, [...folder, "include"]),
    exclude: fieldAt(data, [...folder, "exclude"]),
  };
}

/** The kind that a block of options chooses; Argo CD looks for one that is not empty. */
function explicitKind({ data }: DeclaredObject, at: NodePath): FolderKind | null {
  const isSet = (key: string): boolean => {
    const block = dataAt(data, [...at, key]);
    return block instanceof Map && block.size > 0;
  };
  if (isSet("helm")) return "helm";
  if (isSet("kustomize")) return "kustomize";
  return isSet("directory") ? "manifests" : null;
}
