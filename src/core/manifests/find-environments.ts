import type { BuiltSurvey } from "./built-survey.ts";
import { type Deployed, declarationsOf, EnvironmentNames, eachSource } from "./deployed.ts";
import type { Deployment, DeploymentSource } from "./deployments/deployment.ts";
import {
  type ChartEnvironment,
  type Declaration,
  type Environment,
  type KustomizedEnvironment,
  plainDeployer,
  type RawEnvironment,
  type ReleaseEnvironment,
} from "./environment.ts";
import { type DeploymentGroup, groupDeployments } from "./group-deployments.ts";
import { includedLayers } from "./references.ts";
import { directoryOf } from "./repository-path.ts";
import { chartNameOf } from "./values-shapes/chart-name.ts";
import { workloadsIn } from "./workload-nodes.ts";

/**
 * The environments of a repository. A directory is one environment for each way in which it is deployed: deployments that
 * build the same from it are changed together. A chart is one for each set of values.
 */
export function findEnvironments(
  survey: BuiltSurvey,
  deployments: readonly Deployment[],
): readonly Environment[] {
  const deployed = eachSource(deployments).filter(({ source }) => !isInflated(survey, source));
  const groups = groupDeployments(survey, deployed);
  const inGenerated = new Set([...groups.values()].flat().flatMap(({ generated }) => generated ?? []));
  const guessed = new Set(
    survey.roots.filter(
      (root) => !groups.has(root) && !inGenerated.has(root) && !onlyGathers(survey, root, groups),
    ),
  );
  const directories = new Set([...survey.roots, ...groups.keys()]);
  const raw = rawEnvironments(survey, deployed, inGenerated);
  const names = new EnvironmentNames(deployed, [
    ...[...directories].map(directoryName),
    ...raw.map(({ name }) => name),
  ]);
  const kustomized = [...directories].flatMap((directory) =>
    guessed.has(directory)
      ? [plainEnvironment(directory)]
      : deployedEnvironments(directory, groups.get(directory) ?? [], names),
  );
  return [...kustomized, ...raw, ...releaseEnvironments(deployed, names)];
}

/** Whether a chart is part of a kustomization's environment, because it can be rendered together with it. */
function isInflated({ kustomizations }: BuiltSurvey, source: DeploymentSource): boolean {
  if (source.kind !== "helm" || source.inflatedBy === undefined) return false;
  return (kustomizations.get(source.inflatedBy)?.inflates ?? []).length > 0;
}

function plainEnvironment(path: string): KustomizedEnvironment {
  const name = directoryName(path);
  return { name, kind: "kustomization", path, declaredBy: [], deployer: plainDeployer, generated: null };
}

function deployedEnvironments(
  path: string,
  groups: readonly DeploymentGroup[],
  names: EnvironmentNames,
): readonly KustomizedEnvironment[] {
  return groups.map(({ deployment, ...group }) => {
    const name = groups.length === 1 ? directoryName(path) : names.nameFor(deployment);
    return { name, kind: "kustomization", path, ...group };
  });
}

function directoryName(path: string): string {
  return path === "" ? "." : path;
}

// What Flux puts into a kustomization of its own making is not applied as it is.
function rawEnvironments(
  survey: BuiltSurvey,
  deployed: readonly Deployed[],
  inGenerated: ReadonlySet<string>,
): readonly RawEnvironment[] {
  const declaredBy = new Map<string, readonly Declaration[]>();
  for (const { deployment, source } of deployed) {
    if (source.kind !== "manifests") continue;
    const known = declaredBy.get(source.directory) ?? [];
    declaredBy.set(source.directory, [...known, ...declarationsOf(deployment)]);
  }
  return [...survey.raw]
    .filter(([, files]) => files.some(({ path }) => !inGenerated.has(path)))
    .map(([path]) => path)
    .sort()
    .map((path) => {
      const name = directoryName(path);
      return { name, kind: "raw", path, declaredBy: declaredBy.get(path) ?? [] };
    });
}

// With any other field it changes what it names.
const gatheringFields: ReadonlySet<string> = new Set([
  "apiVersion",
  "kind",
  "metadata",
  "resources",
  "bases",
  "generatorOptions",
]);

/**
 * Whether a kustomization that nothing is seen to deploy only names others, each of which is deployed by itself: it is
 * for people, or to begin with, and would put the same objects there again.
 */
function onlyGathers(survey: BuiltSurvey, root: string, declared: ReadonlyMap<string, unknown>): boolean {
  const kustomization = survey.kustomizations.get(root);
  if (kustomization?.fields.every((field) => gatheringFields.has(field)) !== true) return false;
  const layers = includedLayers(kustomization);
  const directories = layers.filter((layer) => survey.kustomizations.has(layer));
  const holdsWorkload = layers.some((layer) => {
    const file = survey.parsed.get(layer);
    return file !== undefined && workloadsIn(file.yaml).length > 0;
  });
  return directories.length > 0 && !holdsWorkload && directories.every((layer) => declared.has(layer));
}

function releaseEnvironments(
  deployed: readonly Deployed[],
  names: EnvironmentNames,
): readonly (ChartEnvironment | ReleaseEnvironment)[] {
  return deployed.flatMap(({ deployment, source }): readonly (ChartEnvironment | ReleaseEnvironment)[] => {
    const declaredBy = declarationsOf(deployment);
    if (source.kind === "helm") {
      const name = names.nameFor(deployment);
      return [{ name, kind: "chart", path: source.helm.chart, source: source.helm, declaredBy }];
    }
    if (source.kind !== "remote" || source.helm === null) return [];
    const path = directoryOf(deployment.declaredAt.file);
    const chart = chartNameOf(source);
    const name = names.nameFor(deployment);
    return [{ name, kind: "release", path, source: source.helm, chart, declaredBy }];
  });
}
