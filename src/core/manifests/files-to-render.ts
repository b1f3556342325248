import type { RepositoryFiles } from "../model/index.ts";
import type { Environment } from "./environment.ts";
import { indexFiles } from "./file-index.ts";
import { inflatingLayers, layersOf } from "./layers-of.ts";
import { chartFiles } from "./reach.ts";
import { within } from "./repository-path.ts";
import type { Survey } from "./survey.ts";

/**
 * The part of the repository that kustomize and helm can read: everything below a kustomization or chart of these
 * environments, and the values of the charts. They are told to read nothing else, so nothing else can change what they
 * render.
 */
export function filesToRender(survey: Survey, environments: readonly Environment[]): RepositoryFiles {
  const roots = new Set<string>();
  const charts = new Set<string>();
  for (const environment of environments) {
    for (const directory of layersOf(survey, environment)) roots.add(directory);
    if (environment.kind === "kustomization" && environment.generated !== null) roots.add(environment.path);
    const sources =
      environment.kind === "chart"
        ? [environment.source]
        : inflatingLayers(survey, environment).flatMap(({ inflates }) => inflates);
    for (const source of sources) for (const path of chartFiles(survey, source)) charts.add(path);
  }
  const top = [...roots].filter((root) => ![...roots].some((other) => other !== root && within(other, root)));
  const { folderLinks, below } = indexFiles(survey.files);
  const files = new Map(top.flatMap(below));
  const add = (path: string): void => {
    const file = survey.files.files.get(path);
    if (file !== undefined) files.set(path, file);
  };
  for (const path of charts) add(path);
  for (const path of [...files.keys()]) {
    const target = survey.parsed.get(path)?.linkTo ?? null;
    if (target !== null) add(target);
  }
  for (const link of folderLinks.keys()) add(link);
  return { origin: survey.files.origin, files };
}
