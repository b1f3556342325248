import { placesIn } from "./deployer/declared-places.ts";
import type { Environment, KustomizedEnvironment } from "./environment.ts";
import { chartInputs } from "./helm/chart-inputs.ts";
import type { HelmSource } from "./helm/helm-source.ts";
import { layersOf, startsOf } from "./layers-of.ts";
import { includedPaths } from "./references.ts";
import { within } from "./repository-path.ts";
import type { Slot } from "./slots.ts";
import type { Survey } from "./survey.ts";

// A survey never changes, and who reads a file is asked of every environment for every change.
const known = new WeakMap<Survey, WeakMap<Environment, Reach>>();

interface Reach {
  readonly built: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

/**
 * The files that an environment reads, as far as its texts say, with those in which its deployer's patches, replicas and
 * variables stand; links count with what they point to.
 */
export function reachOf(survey: Survey, environment: Environment): ReadonlySet<string> {
  return bothReaches(survey, environment).all;
}

/** The part of them that it is built from. A declaration is not: what else stands in its file feeds others. */
export function builtFrom(survey: Survey, environment: Environment): ReadonlySet<string> {
  return bothReaches(survey, environment).built;
}

/** Every place that could decide a setting or a count of an environment. */
export function slotsOf(survey: Survey, environment: Environment): readonly Slot[] {
  const inFiles = [...builtFrom(survey, environment)].flatMap((file) => slotsByFile(survey).get(file) ?? []);
  const own = new Set([...inFiles, ...optionSlots(survey, environment)]);
  return [...own].sort((left, right) => left.id - right.id);
}

// Each environment reads a few files of thousands.
const indexes = new WeakMap<Survey["slots"], ReadonlyMap<string, readonly Slot[]>>();

function slotsByFile({ slots }: Survey): ReadonlyMap<string, readonly Slot[]> {
  const made = indexes.get(slots);
  if (made !== undefined) return made;
  const index = new Map<string, Slot[]>();
  for (const slot of slots) {
    const inFile = index.get(slot.yaml.file) ?? [];
    inFile.push(slot);
    index.set(slot.yaml.file, inFile);
  }
  indexes.set(slots, index);
  return index;
}

/** Those of them that stand in its declaration. */
export function optionSlots(survey: Survey, environment: Environment): readonly Slot[] {
  return environment.kind === "kustomization" ? (survey.optionsOf.get(environment)?.slots ?? []) : [];
}

function bothReaches(survey: Survey, environment: Environment): Reach {
  const ofSurvey = known.get(survey) ?? new WeakMap<Environment, Reach>();
  known.set(survey, ofSurvey);
  const reach = ofSurvey.get(environment) ?? collectReach(survey, environment);
  ofSurvey.set(environment, reach);
  return reach;
}

function collectReach(survey: Survey, environment: Environment): Reach {
  const built = withLinks(survey, builtFiles(survey, environment));
  if (environment.kind !== "kustomization") return { built, all: built };
  return { built, all: new Set([...built, ...withLinks(survey, declaringFiles(environment))]) };
}

function withLinks(survey: Survey, paths: readonly string[]): ReadonlySet<string> {
  const links = paths.map((path) => survey.parsed.get(path)?.linkTo ?? null);
  return new Set([...paths, ...links.filter((link) => link !== null)]);
}

function builtFiles(survey: Survey, environment: Environment): readonly string[] {
  switch (environment.kind) {
    case "raw":
      return (survey.raw.get(environment.path) ?? []).map(({ path }) => path);
    case "chart":
      return chartFiles(survey, environment.source);
    case "release":
      return valuesFiles(survey, environment.source);
    case "kustomization":
      return kustomizedFiles(survey, environment);
  }
}

function kustomizedFiles(survey: Survey, environment: KustomizedEnvironment): readonly string[] {
  const kustomizations = [...layersOf(survey, environment)].flatMap(
    (directory) => survey.kustomizations.get(directory) ?? [],
  );
  const named = kustomizations.flatMap((one) => [...includedPaths(one), ...one.mentions]);
  const patches = survey.optionsOf.get(environment)?.patches ?? [];
  const patchFiles = patches.flatMap(({ source }) => (source.kind === "file" ? (source.path ?? []) : []));
  const possible = [...named, ...startsOf(environment), ...patchFiles];
  return [
    ...kustomizations.map(({ file }) => file),
    ...possible.filter((path) => survey.files.files.has(path)),
    ...kustomizations.flatMap(({ inflates }) => inflates).flatMap((source) => chartFiles(survey, source)),
  ];
}

function declaringFiles(environment: KustomizedEnvironment): readonly string[] {
  const { patches, replicas } = environment.deployer.options;
  const places = [...patches, ...replicas.map(({ count }) => count), ...placesIn(environment)];
  return places.map(({ file }) => file);
}

/** What can change the render of a chart, with what its values are written in; of one that was not read, its folder. */
export function chartFiles(survey: Survey, source: HelmSource): readonly string[] {
  const { files, charts } = survey;
  const use = charts.uses.get(source);
  const inCharts = use?.ok
    ? chartInputs(use.value, files, charts.files)
    : [...files.files.keys()].filter((file) => within(source.chart, file));
  return [...inCharts, ...valuesFiles(survey, source)];
}

function valuesFiles({ files }: Survey, source: Pick<HelmSource, "values">): readonly string[] {
  const paths = source.values.map((one) => (one.from === "file" ? one.path : one.file));
  return paths.filter((path) => files.files.has(path));
}
