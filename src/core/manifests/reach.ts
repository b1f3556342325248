import type { RepositoryFiles } from "../model/index.ts";
import type { Environment } from "./environment.ts";
import { indexFiles } from "./file-index.ts";
import type { HelmSource } from "./helm/helm-source.ts";
import { type Kustomization, kustomizationNames } from "./kustomization.ts";
import { findUrl } from "./kustomization-block.ts";
import { includedLayers, includedPaths, pluginPaths } from "./references.ts";
import { within } from "./repository-path.ts";
import type { Survey } from "./survey.ts";
import { parseYaml } from "./yaml-text.ts";

// A survey never changes, and who reads a file is asked of every environment for every change.
const reached = new WeakMap<Survey, WeakMap<Environment, ReadonlySet<string>>>();

/** The files that an environment reads, as far as its texts say; links count with what they point to. */
export function reachOf(survey: Survey, environment: Environment): ReadonlySet<string> {
  const known = reached.get(survey) ?? new WeakMap<Environment, ReadonlySet<string>>();
  reached.set(survey, known);
  const files = known.get(environment) ?? collectReach(survey, environment);
  known.set(environment, files);
  return files;
}

function collectReach(survey: Survey, environment: Environment): ReadonlySet<string> {
  const files = new Set<string>();
  const add = (path: string): void => {
    files.add(path);
    const linkTo = survey.parsed.get(path)?.linkTo ?? null;
    if (linkTo !== null) files.add(linkTo);
  };
  if (environment.kind === "raw") {
    for (const { path } of survey.raw.get(environment.path) ?? []) add(path);
    return files;
  }
  if (environment.kind === "chart") {
    for (const path of chartFiles(survey, environment.source)) add(path);
    return files;
  }
  if (environment.kind === "release") {
    for (const path of valuesFiles(survey, environment.source)) add(path);
    return files;
  }
  for (const directory of layersOf(survey, environment)) {
    const kustomization = survey.kustomizations.get(directory);
    if (kustomization === undefined) continue;
    add(kustomization.file);
    const paths = [...includedPaths(kustomization), ...kustomization.mentions];
    for (const path of paths) if (survey.files.files.has(path)) add(path);
    for (const source of kustomization.inflates) for (const path of chartFiles(survey, source)) add(path);
  }
  return files;
}

/** Everything in the folders of the chart and of those that it depends on, and what its values are written in. */
function chartFiles(survey: Survey, source: HelmSource): readonly string[] {
  const { files, charts } = survey;
  const use = charts.uses.get(source);
  const directories = use?.ok ? use.value.tree.members.map(({ chart }) => chart.directory) : [source.chart];
  const inCharts = [...files.files.keys()].filter((file) =>
    directories.some((directory) => within(directory, file)),
  );
  return [...inCharts, ...valuesFiles(survey, source)];
}

function valuesFiles({ files }: Survey, source: Pick<HelmSource, "values">): readonly string[] {
  const paths = source.values.map((one) => (one.from === "file" ? one.path : one.file));
  return paths.filter((path) => files.files.has(path));
}

/** Directories of all kustomizations that an environment is built from. */
export function layersOf(survey: Survey, { kind, path }: Environment): ReadonlySet<string> {
  return kind === "kustomization" ? layersBelow(survey, path) : new Set();
}

/** The same for the kustomization in a directory, itself included. */
function layersBelow(survey: Survey, directory: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [directory];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const kustomization = survey.kustomizations.get(at);
    if (seen.has(at) || kustomization === undefined) continue;
    seen.add(at);
    queue.push(...includedPaths(kustomization));
  }
  return seen;
}

/** The kustomizations that an environment is built from and that inflate charts of the repository. */
export function inflatingLayers(survey: Survey, environment: Environment): readonly Kustomization[] {
  return [...layersOf(survey, environment)].flatMap((directory) => {
    const kustomization = survey.kustomizations.get(directory);
    return kustomization === undefined || kustomization.inflates.length === 0 ? [] : [kustomization];
  });
}

/** Why the environment must not be given to kustomize: it would fetch or execute something. `null`: it may be. */
export function blockOf(survey: Survey, environment: Environment): string | null {
  if (environment.kind !== "kustomization") return null;
  for (const directory of layersOf(survey, environment)) {
    const kustomization = survey.kustomizations.get(directory);
    if (kustomization === undefined) continue;
    if (kustomization.blocked !== null) return kustomization.blocked;
    const unread = includedLayers(kustomization).find((layer) => isUnread(survey, layer));
    if (unread !== undefined) return `the kustomization in ${unread || "."} could not be read`;
    const texts = kustomization.plugins.filter((entry) => /[\n{]/.test(entry));
    for (const path of pluginPaths(kustomization)) {
      const file = survey.files.files.get(path);
      if (file?.kind === "text") texts.push(file.text);
    }
    if (texts.some(loadsUrl)) {
      return `${kustomization.file} uses a generator or transformer that loads a URL, which is not fetched`;
    }
  }
  return null;
}

// What was not understood here could make kustomize do something that was not looked for.
function isUnread({ kustomizations, files }: Survey, directory: string): boolean {
  if (kustomizations.has(directory)) return false;
  return kustomizationNames.some((name) => files.files.has(directory === "" ? name : `${directory}/${name}`));
}

function loadsUrl(text: string): boolean {
  const yaml = parseYaml("", text);
  return yaml.ok
    ? yaml.value.documents.some(({ contents }) => findUrl(contents) !== null)
    : /:\/\//.test(text);
}

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
