import type { Refusal } from "../../model/index.ts";
import type { BuiltSurvey } from "../built-survey.ts";
import { baseName } from "../repository-path.ts";
import { guessCharts } from "./charts/guessed-charts.ts";
import { readKustomizeCharts } from "./charts/kustomize-charts.ts";
import { findDeclaredObjects } from "./declared-objects.ts";
import { type Deployment, plainKustomization } from "./deployment.ts";
import { ConfigMaps } from "./flux/config-maps.ts";
import { FluxSources } from "./flux/sources.ts";
import { type Followed, followFolders } from "./layers/follow-folders.ts";
import type { Found } from "./layers/read-folders.ts";
import { nameDeployments } from "./name-deployments.ts";
import type { Draft, Reading } from "./reading.ts";
import { readTree } from "./repository/repository-tree.ts";
import { Work } from "./work.ts";

/** What is deployed where, as far as the files of a repository say. */
export interface Discovery {
  /** In the order of their ids. */
  readonly deployments: readonly Deployment[];
  /** What belongs to no one of them. */
  readonly problems: readonly Refusal[];
}

// Some ten seconds at worst: 200,000 files, each counted once for every folder that deploys it.
const mostWork = 20_000_000;

/**
 * Reads the declarations of Argo CD and Flux, and where nothing declares it, takes kustomizations, folders of manifests
 * and charts for what is deployed. `repository` are the addresses of this repository, or `owner/name`. Never throws; the
 * order of the files does not matter.
 */
export function discoverDeployments(
  survey: BuiltSurvey,
  options: { readonly repository?: readonly string[] } = {},
): Discovery {
  const tree = readTree(survey);
  const reading: Reading = { survey, tree, repository: options.repository ?? [], work: new Work(mostWork) };
  const declared = findDeclaredObjects(survey, tree);
  const lookups = { sources: new FluxSources(declared.all), configMaps: new ConfigMaps(reading) };
  const followed = followFolders(reading, lookups, declared.all);
  const inflated = inflatedCharts(reading, followed);
  const all = [
    ...followed.found,
    ...inflated,
    ...followed.roots.map((directory) => rootKustomization(survey, directory)),
    ...rawFolders(survey, followed),
    ...guessCharts(reading, chartsOf([...followed.found, ...inflated])).map(alone),
  ];
  const cut: readonly Refusal[] = followed.isComplete
    ? []
    : [{ code: "too-many-deployments", file: ".", line: 1, most: all.length }];
  return {
    deployments: nameDeployments(all),
    problems: [...declared.problems, ...cut, ...helmfiles(tree.files)],
  };
}

function alone(draft: Draft): Found {
  return { draft, via: null, folders: [] };
}

function inflatedCharts(reading: Reading, { folders }: Followed): readonly Found[] {
  const bringing = new Map<string, string[]>();
  for (const [folder, { kustomizations }] of folders) {
    for (const directory of kustomizations) {
      const known = bringing.get(directory);
      if (known === undefined) bringing.set(directory, [folder]);
      else known.push(folder);
    }
  }
  return [...bringing].flatMap(([directory, keys]) => {
    const kustomization = reading.survey.kustomizations.get(directory);
    const drafts = kustomization === undefined ? [] : readKustomizeCharts(reading, kustomization);
    return drafts.map((draft) => ({ draft, via: null, folders: keys }));
  });
}

function rootKustomization({ kustomizations }: BuiltSurvey, directory: string): Found {
  const options = plainKustomization;
  const kustomization = kustomizations.get(directory);
  return alone({
    ...implied(directory, kustomization?.file ?? directory),
    kind: "kustomization",
    destination: { cluster: null, namespace: kustomization?.namespace ?? null },
    sources: [{ kind: "kustomize", directory, options }],
  });
}

// A folder that something deploys is hidden, unless it holds a manifest that is not among what is deployed.
function rawFolders({ raw }: BuiltSurvey, { folders }: Followed): readonly Found[] {
  const deployed = new Set([...folders.values()].flatMap(({ files }) => files.map(({ path }) => path)));
  return [...raw].flatMap(([directory, files]): readonly Found[] => {
    const left = files.filter(({ path }) => !deployed.has(path)).map(({ path }) => path);
    const [first] = left.toSorted();
    if (first === undefined) return [];
    const source = { kind: "manifests", directory, recurse: false, include: null, exclude: null } as const;
    return [alone({ ...implied(directory, first), kind: "raw", sources: [source] })];
  });
}

function implied(directory: string, file: string): Omit<Draft, "kind" | "sources"> {
  return {
    name: directory === "" ? "." : directory,
    certainty: "guessed",
    declaredAt: { file, line: 1 },
    destination: { cluster: null, namespace: null },
    parameters: new Map(),
    substitution: null,
    problems: [],
  };
}

function chartsOf(found: readonly Found[]): ReadonlySet<string> {
  const sources = found.flatMap(({ draft }) => draft.sources);
  return new Set(sources.flatMap((source) => (source.kind === "helm" ? [source.helm.chart] : [])));
}

/** Helmfile has a template language of its own, and can run programs: what it says is not read. */
function helmfiles(files: readonly string[]): readonly Refusal[] {
  return files
    .filter(
      (path) =>
        /^helmfile\.ya?ml(?:\.gotmpl)?$/.test(baseName(path)) ||
        /(?:^|\/)helmfile\.d\/[^/]+\.ya?ml/.test(path),
    )
    .map((file) => ({
      code: "undecided-deployment",
      file,
      line: 1,
      why: "helmfile has a template language of its own, which is not executed",
    }));
}
