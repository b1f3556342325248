import type { BuiltSurvey } from "../built-survey.ts";
import { hasKustomization } from "../deployments/repository/folder-kind.ts";
import { indexFiles } from "../file-index.ts";
import { baseName, directoryOf } from "../repository-path.ts";

// What source-controller leaves out of every artifact. Source: fluxcd/pkg, sourceignore.
const leftOut = new Set([
  ".travis.yml",
  ".gitlab-ci.yml",
  "appveyor.yml",
  ".drone.yml",
  "cloudbuild.yaml",
  "codeship-services.yml",
  "codeship-steps.yml",
  ".goreleaser.yml",
  ".sops.yaml",
  ".flux.yaml",
]);

/**
 * The `resources` of the kustomization that Flux writes for a folder without one: every manifest at any depth, and a
 * folder that has a kustomization of its own as one entry. Paths from the root, in the order in which Flux walks.
 */
export function generatedResources(survey: BuiltSurvey, directory: string): readonly string[] {
  const folders = new Map<string, boolean>();
  const isBuilt = (folder: string): boolean => {
    const known = folders.get(folder) ?? hasKustomization({ survey }, folder);
    folders.set(folder, known);
    return known;
  };
  const entries = new Set<string>();
  for (const [path] of indexFiles(survey.files).below(directory)) {
    if (/(?:^|\/)\.(?:git|github|circleci)\//.test(path)) continue;
    const outermost = foldersBetween(directory, path).find(isBuilt);
    if (outermost !== undefined) entries.add(outermost);
    else if (/\.ya?ml$/.test(path) && !leftOut.has(baseName(path))) entries.add(path);
  }
  return [...entries].sort(byWalk);
}

/** Folders below the directory that the path lies in, the outermost first. */
function foldersBetween(directory: string, path: string): readonly string[] {
  const between: string[] = [];
  for (let at = directoryOf(path); at !== directory && at !== ""; at = directoryOf(at)) between.unshift(at);
  return between;
}

// Entries of one folder by name; a folder's own stand where its name does.
function byWalk(left: string, right: string): number {
  const [a, b] = [left.split("/"), right.split("/")];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 || (a[at] ?? "") < (b[at] ?? "") ? -1 : 1;
}
