import type { RepositoryFiles } from "../model/index.ts";
import type { Environment } from "./environment.ts";
import { indexFiles } from "./file-index.ts";
import { kustomizationNames } from "./kustomization.ts";
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
  for (const directory of layersOf(survey, environment.path)) {
    const kustomization = survey.kustomizations.get(directory);
    if (kustomization === undefined) continue;
    add(kustomization.file);
    const paths = [...includedPaths(kustomization), ...kustomization.mentions];
    for (const path of paths) if (survey.files.files.has(path)) add(path);
  }
  return files;
}

/** Directories of all kustomizations that this one is built from, itself included. */
function layersOf(survey: Survey, directory: string): ReadonlySet<string> {
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

/** Why the environment must not be given to kustomize: it would fetch or execute something. `null`: it may be. */
export function blockOf(survey: Survey, environment: Environment): string | null {
  for (const directory of layersOf(survey, environment.path)) {
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
 * The part of the repository that kustomize can read: everything below a kustomization of these environments. It is
 * told to read nothing else, so nothing else can change what it renders.
 */
export function filesToRender(survey: Survey, environments: readonly Environment[]): RepositoryFiles {
  const roots = new Set<string>();
  for (const { kind, path } of environments) {
    if (kind === "kustomization") for (const directory of layersOf(survey, path)) roots.add(directory);
  }
  const top = [...roots].filter((root) => ![...roots].some((other) => other !== root && within(other, root)));
  const { folderLinks, below } = indexFiles(survey.files);
  const files = new Map(top.flatMap(below));
  const add = (path: string): void => {
    const file = survey.files.files.get(path);
    if (file !== undefined) files.set(path, file);
  };
  for (const path of [...files.keys()]) {
    const target = survey.parsed.get(path)?.linkTo ?? null;
    if (target !== null) add(target);
  }
  for (const link of folderLinks.keys()) add(link);
  return { origin: survey.files.origin, files };
}
