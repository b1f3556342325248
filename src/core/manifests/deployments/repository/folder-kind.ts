import { kustomizationNames } from "../../kustomization.ts";
import { directoryOf } from "../../repository-path.ts";
import type { Reading } from "../reading.ts";

/** What Argo CD takes a folder for, when the Application does not say: a chart, a kustomization, or plain manifests. */
export type FolderKind = "helm" | "kustomize" | "manifests";

export function folderKind({ tree, survey }: Reading, directory: string): FolderKind | null {
  if (tree.charts.has(directory)) return "helm";
  if (hasKustomization({ survey }, directory)) return "kustomize";
  return tree.directories.has(directory) ? "manifests" : null;
}

export function hasJsonnet({ tree }: Reading, directory: string): boolean {
  return tree.files.some((path) => path.endsWith(".jsonnet") && directoryOf(path) === directory);
}

/** Whether a kustomization file lies there, readable or not. */
export function hasKustomization({ survey }: Pick<Reading, "survey">, directory: string): boolean {
  return kustomizationNames.some((name) =>
    survey.files.files.has(directory === "" ? name : `${directory}/${name}`),
  );
}
