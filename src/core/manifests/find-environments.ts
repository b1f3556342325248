import type { BuiltSurvey } from "./built-survey.ts";
import type { Deployment, DeploymentSource } from "./deployments/deployment.ts";
import type {
  BuiltEnvironment,
  ChartEnvironment,
  Declaration,
  Environment,
  ReleaseEnvironment,
} from "./environment.ts";
import { includedLayers } from "./references.ts";
import { directoryOf } from "./repository-path.ts";
import { chartNameOf } from "./values-shapes/chart-name.ts";
import { workloadsIn } from "./workload-nodes.ts";

/**
 * The environments of a repository. A directory is one environment however often it is deployed, because an edit reaches
 * all of its deployments; a chart is one for each set of values.
 */
export function findEnvironments(
  survey: BuiltSurvey,
  deployments: readonly Deployment[],
): readonly Environment[] {
  const deployed = deployments.flatMap((deployment) =>
    deployment.sources.map((source) => ({ deployment, source })),
  );
  const declaredBy = declarationsByDirectory(deployed);
  const built = (kind: BuiltEnvironment["kind"], path: string): BuiltEnvironment => {
    return { name: path === "" ? "." : path, kind, path, declaredBy: declaredBy.get(path) ?? [] };
  };
  const declared = new Set(
    deployed.flatMap(({ deployment: { certainty }, source }) =>
      source.kind === "kustomize" && certainty !== "guessed" ? [source.directory] : [],
    ),
  );
  const roots = new Set(
    survey.roots.filter((root) => declared.has(root) || !onlyGathers(survey, root, declared)),
  );
  for (const directory of declared) {
    const kustomization = survey.kustomizations.get(directory);
    if (kustomization !== undefined && !kustomization.isComponent) roots.add(kustomization.directory);
  }
  const environments: readonly BuiltEnvironment[] = [
    ...[...roots].map((path) => built("kustomization", path)),
    ...[...survey.raw.keys()].sort().map((path) => built("raw", path)),
  ];
  const taken = new Set(environments.map(({ name }) => name));
  const releases = deployed.filter(
    ({ source }) => (source.kind === "helm" && !isInflated(survey, source)) || source.kind === "remote",
  );
  return [...environments, ...releaseEnvironments(releases, taken)];
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
function onlyGathers(survey: BuiltSurvey, root: string, declared: ReadonlySet<string>): boolean {
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

/** Whether a chart is part of a kustomization's environment, because it can be rendered together with it. */
function isInflated(
  { kustomizations }: BuiltSurvey,
  { inflatedBy }: Extract<DeploymentSource, { readonly kind: "helm" }>,
): boolean {
  const kustomization = inflatedBy === undefined ? undefined : kustomizations.get(inflatedBy);
  return kustomization !== undefined && kustomization.inflates.length > 0;
}

interface Deployed {
  readonly deployment: Deployment;
  readonly source: DeploymentSource;
}

function declarationsByDirectory(deployed: readonly Deployed[]): ReadonlyMap<string, readonly Declaration[]> {
  const found = new Map<string, Declaration[]>();
  for (const { deployment, source } of deployed) {
    if (source.kind !== "kustomize" && source.kind !== "manifests") continue;
    const declarations = found.get(source.directory) ?? [];
    declarations.push(...declarationsOf(deployment));
    found.set(source.directory, declarations);
  }
  return found;
}

function declarationsOf({
  kind,
  name,
  certainty,
  declaredAt,
  destination,
}: Deployment): readonly Declaration[] {
  return certainty === "guessed" ? [] : [{ kind, name, ...declaredAt, ...destination }];
}

function releaseEnvironments(
  deployed: readonly Deployed[],
  taken: Set<string>,
): readonly (ChartEnvironment | ReleaseEnvironment)[] {
  const named = new Map<string, number>();
  for (const { deployment } of deployed) named.set(deployment.name, (named.get(deployment.name) ?? 0) + 1);
  return deployed.flatMap(({ deployment, source }) => {
    const wanted = named.get(deployment.name) === 1 ? deployment.name : longName(deployment);
    const declaredBy = declarationsOf(deployment);
    if (source.kind === "helm") {
      const name = freeName(wanted, taken);
      return { name, kind: "chart", path: source.helm.chart, source: source.helm, declaredBy } as const;
    }
    if (source.kind !== "remote" || source.helm === null) return [];
    const path = directoryOf(deployment.declaredAt.file);
    const chart = chartNameOf(source);
    return {
      name: freeName(wanted, taken),
      kind: "release",
      path,
      source: source.helm,
      chart,
      declaredBy,
    } as const;
  });
}

/** The id begins with the kind, which says little to people. */
function longName({ id, kind }: Deployment): string {
  return id.startsWith(`${kind} `) ? id.slice(kind.length + 1) : id;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted} (${count})`;
  taken.add(name);
  return name;
}
