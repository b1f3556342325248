import type { BuiltSurvey } from "../../built-survey.ts";
import { baseName, directoryOf, within } from "../../repository-path.ts";

/** What lies where in the repository, asked many times, built once. */
export interface RepositoryTree {
  /** All paths, sorted, as the tools that are imitated here walk them. */
  readonly files: readonly string[];
  readonly yamlFiles: readonly string[];
  /** Every folder that holds a file at any depth, the root as `""`, sorted. */
  readonly directories: ReadonlySet<string>;
  /** Folders with a `Chart.yaml`, and packed charts. */
  readonly charts: ReadonlySet<string>;
  /** Whether the path lies in the templates of a chart, so that it is no YAML until it is rendered. */
  isTemplate(path: string): boolean;
  /** All YAML files at or below a folder. */
  yamlBelow(directory: string): readonly string[];
}

export function readTree({ files }: BuiltSurvey): RepositoryTree {
  const paths = [...files.files.keys()].sort();
  const directories = new Set<string>([""]);
  for (const path of paths) {
    for (let at = directoryOf(path); !directories.has(at); at = directoryOf(at)) directories.add(at);
  }
  const folders = paths.filter((path) => baseName(path) === "Chart.yaml").map(directoryOf);
  const packed = [...files.files].flatMap(([path, { kind }]) => (kind === "archive" ? [path] : []));
  const charts = new Set([...folders, ...packed]);
  const yamlFiles = paths.filter((path) => /\.(?:ya?ml|json)$/i.test(path));
  return {
    files: paths,
    yamlFiles,
    directories: new Set([...directories].sort()),
    charts,
    isTemplate: (path) => isTemplate(charts, path),
    yamlBelow: (directory) => sliceBelow(yamlFiles, directory),
  };
}

function isTemplate(charts: ReadonlySet<string>, path: string): boolean {
  for (let at = directoryOf(path); at !== ""; at = directoryOf(at)) {
    if (baseName(at) === "templates" && charts.has(directoryOf(at))) return true;
  }
  return false;
}

// Sorted paths below one folder stand together, so that the first is found by halving.
function sliceBelow(sorted: readonly string[], directory: string): readonly string[] {
  if (directory === "") return sorted;
  const prefix = `${directory}/`;
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < prefix) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < sorted.length && within(directory, sorted[end] ?? "")) end++;
  return sorted.slice(low, end);
}
