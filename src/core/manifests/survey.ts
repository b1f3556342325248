import type { Refusal, RepositoryFiles } from "../model/index.ts";
import { declaredAutoscalers } from "./autoscalers.ts";
import type { BuiltSurvey } from "./built-survey.ts";
import { findCountSlots } from "./counts/count-slots.ts";
import { type DeclaredPlaces, substitutionPlaces } from "./deployer/declared-places.ts";
import { type ReadOptions, surveyDeployers } from "./deployer/survey-deployers.ts";
import type { Place } from "./deployments/declared-object.ts";
import type { Deployment } from "./deployments/deployment.ts";
import { discoverDeployments } from "./deployments/discover-deployments.ts";
import type { RenderedDeclarations } from "./deployments/rendered-declarations.ts";
import type { Declaration, Environment, KustomizedEnvironment } from "./environment.ts";
import { findEnvironments } from "./find-environments.ts";
import { findFolderLinks } from "./folder-links.ts";
import { type ChartSurvey, surveyCharts } from "./helm/survey-charts.ts";
import {
  isKustomization,
  type Kustomization,
  kustomizationNames,
  readKustomization,
} from "./kustomization.ts";
import { type ParsedFile, parseFile, textThroughLinks } from "./parsed-file.ts";
import { isInChart, rawManifests } from "./raw-manifests.ts";
import { includedPaths } from "./references.ts";
import { baseName, directoryOf } from "./repository-path.ts";
import { type FoundSetters, mayHoldSetter, readSetters } from "./setters/read-setters.ts";
import type { Setter } from "./setters/setter.ts";
import { findSlots, type Slot } from "./slots.ts";
import { type OwnTemplate, readOwnTemplates } from "./templates/own-templates.ts";
import type { YamlText } from "./yaml-text.ts";

/** Everything that one look at the repository tells; made once per commit. */
export interface Survey extends BuiltSurvey {
  readonly environments: readonly Environment[];
  readonly charts: ChartSurvey;
  /** What deployers put around the kustomizations of environments. */
  readonly optionsOf: ReadonlyMap<KustomizedEnvironment, ReadOptions>;
  readonly declared: DeclaredPlaces;
  /** Templates of charts that are deployed and were written here, by path. */
  readonly templates: ReadonlyMap<string, OwnTemplate>;
}

/**
 * Parses every file that can matter. Never throws; a file with a problem does not hide the others. `declarations` are what
 * charts of the repository declare when they are rendered.
 */
export function surveyRepository(
  files: RepositoryFiles,
  declarations: readonly RenderedDeclarations[] = [],
): Survey {
  const parsed = new Map<string, ParsedFile>();
  const problems: Refusal[] = [];
  const tried = new Set<string>();
  const read = (path: string): void => {
    if (tried.has(path)) return;
    tried.add(path);
    const file = parseFile(files, path);
    if (file.ok) parsed.set(path, file.value);
    else problems.push(file.error);
  };

  const paths = [...files.files.keys()].sort();
  for (const path of paths) if (isKustomizationName(path)) read(path);
  const kustomizations = readKustomizations(parsed, files);
  const included = new Set([...kustomizations.values()].flatMap(includedPaths));
  for (const path of included) if (files.files.has(path)) read(path);
  for (const path of paths) if (mayMatter(files, path)) read(path);

  const slots = collectSlots(parsed, kustomizations);
  const roots = [...kustomizations.values()]
    .filter(({ directory, isComponent }) => !isComponent && !included.has(directory))
    .map(({ directory }) => directory);
  const mentioned = [...kustomizations.values()].flatMap(({ mentions }) => mentions);
  const raw = rawManifests(parsed, kustomizations, new Set([...included, ...mentioned]), files);
  const built: BuiltSurvey = {
    files,
    autoscalers: declaredAutoscalers(files),
    parsed: new Map([...parsed, ...declarations.map(({ file }) => [file.path, file] as const)]),
    rendered: new Map(declarations.map((one) => [one.file.path, one])),
    kustomizations,
    roots,
    raw,
    slots,
    slotOf: new Map(slots.map((slot) => [slot.node, slot])),
    setters: collectSetters(parsed, slots.length),
    problems,
  };
  const discovery = discoverDeployments(built);
  const environments = findEnvironments(built, discovery.deployments);
  const { slots: all, ...deployers } = surveyDeployers(
    built,
    environments,
    otherPlaces(discovery.deployments, environments),
  );
  const sources = [
    ...environments.flatMap((one) => (one.kind === "chart" ? [one.source] : [])),
    ...[...kustomizations.values()].flatMap(({ inflates }) => inflates),
  ];
  const elsewhere = environments.flatMap((one) => (one.kind === "release" ? [one.source] : []));
  const charts = surveyCharts(files, sources, {
    firstId: all.length,
    elsewhere,
    declarations: built.rendered,
  });
  const templates = readOwnTemplates(charts, charts.nextId);
  const inTemplates = [...templates.values()].map(({ file }) => [file.path, file] as const);
  return {
    ...built,
    ...deployers,
    parsed: new Map([...charts.parsed, ...inTemplates, ...deployers.parsed]),
    slots: all,
    slotOf: new Map(all.map((slot) => [slot.node, slot])),
    environments,
    charts,
    templates,
    problems: [...problems, ...discovery.problems],
  };
}

/** Places of deployments that are no environment, such as one of a folder that could not be read. */
function otherPlaces(
  deployments: readonly Deployment[],
  environments: readonly Environment[],
): readonly (readonly Place[])[] {
  const deployed = new Set(environments.flatMap(({ declaredBy }) => declaredBy.map(keyOf)));
  return deployments.flatMap(({ substitution, ...one }) =>
    deployed.has(keyOf({ ...one, ...one.declaredAt })) ? [] : [substitutionPlaces(substitution)],
  );
}

function keyOf({ kind, name, file, line }: Pick<Declaration, "kind" | "name" | "file" | "line">): string {
  return JSON.stringify([kind, name, file, line]);
}

function isKustomizationName(path: string): boolean {
  return (kustomizationNames as readonly string[]).includes(baseName(path));
}

// Most YAML of a repository holds no workload, no autoscaler and no mark, and parsing it would only cost time.
function mayMatter(files: RepositoryFiles, path: string): boolean {
  if (!/\.(?:ya?ml|json)$/i.test(path)) return false;
  const text = textThroughLinks(files, path)?.text;
  if (text !== undefined && mayHoldSetter(text)) return true;
  if (isInChart(directoryOf(path), files)) return false;
  return text === undefined || (/ontainers|scaleTargetRef|esources\b/.test(text) && /kind/.test(text));
}

function readKustomizations(
  parsed: ReadonlyMap<string, ParsedFile>,
  files: RepositoryFiles,
): Map<string, Kustomization> {
  const links = findFolderLinks(files);
  const found = new Map<string, Kustomization>();
  for (const file of parsed.values()) {
    if (!isKustomization(file.yaml)) continue;
    const kustomization = readKustomization(file.yaml, links, files);
    if (!found.has(kustomization.directory)) found.set(kustomization.directory, kustomization);
  }
  return found;
}

function collectSetters(parsed: ReadonlyMap<string, ParsedFile>, firstId: number): FoundSetters {
  const setters: Setter[] = [];
  const problems: Refusal[] = [];
  for (const { yaml, linkTo } of parsed.values()) {
    // What a link points to is read under its own name.
    if (linkTo !== null) continue;
    const found = readSetters(yaml, firstId + setters.length);
    setters.push(...found.setters);
    problems.push(...found.problems);
  }
  return { setters, problems };
}

function collectSlots(
  parsed: ReadonlyMap<string, ParsedFile>,
  kustomizations: ReadonlyMap<string, Kustomization>,
): readonly Slot[] {
  const slots: Slot[] = [];
  const collect = (yaml: YamlText): void => {
    for (const slot of findSlots(yaml, slots.length)) slots.push(slot);
    for (const slot of findCountSlots(yaml, slots.length)) slots.push(slot);
  };
  for (const file of parsed.values()) collect(file.yaml);
  for (const kustomization of kustomizations.values()) {
    for (const { source } of kustomization.patches) {
      if (source.kind === "inline" && source.yaml !== null) collect(source.yaml);
    }
  }
  return slots;
}
