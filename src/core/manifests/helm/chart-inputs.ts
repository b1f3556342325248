import type { RepositoryFiles } from "../../model/index.ts";
import { within } from "../repository-path.ts";
import type { ChartUse } from "./survey-charts.ts";

// A survey never changes, and who reads a file is asked of every environment for every change.
const known = new WeakMap<ChartUse, readonly string[]>();

/**
 * The files in the folders of a chart, and of those that it depends on, that can change what it renders. Values for other
 * environments often lie beside it: helm loads them too, but only `.Files` shows them to a template, so that they count
 * where anything says that word. `all` are the repository's files with those of packed charts.
 */
export function chartInputs(
  use: ChartUse,
  repository: RepositoryFiles,
  all: RepositoryFiles,
): readonly string[] {
  const inputs = known.get(use) ?? inputsOf(use, repository, all);
  known.set(use, inputs);
  return inputs;
}

function inputsOf(use: ChartUse, { files }: RepositoryFiles, all: RepositoryFiles): readonly string[] {
  const folders = use.tree.members.map(({ chart }) => chart.directory);
  const mayReadAll = textsOf(use, all).some((text) => /\bFiles\b/.test(text));
  return [...files.keys()].filter((path) =>
    folders.some((folder) => within(folder, path) && (mayReadAll || isInput(folder, path))),
  );
}

// What templates are made of: they can be among the values, and a template of one chart can be called by another.
function textsOf({ tree, layers, source }: ChartUse, { files }: RepositoryFiles): readonly string[] {
  const templates = tree.members.flatMap(({ chart }) => chart.templates);
  return [
    ...templates.map((path) => {
      const file = files.get(path);
      return file?.kind === "text" ? file.text : "Files";
    }),
    ...layers.map(({ layer }) => layer.yaml.text),
    ...source.parameters.map(({ value }) => value),
  ];
}

const ownFiles =
  /^(?:Chart\.(?:yaml|lock)|requirements\.(?:yaml|lock)|values\.yaml|values\.schema\.json|\.helmignore)$/;

function isInput(folder: string, path: string): boolean {
  // A packed chart is its own folder.
  if (path === folder) return true;
  const below = folder === "" ? path : path.slice(folder.length + 1);
  return ownFiles.test(below) || /^(?:templates|crds|charts)\//.test(below);
}
