import {
  type DeploymentKind,
  type KustomizeOptions,
  plainKustomization,
  type Substitution,
} from "./deployments/deployment.ts";
import type { HelmSource } from "./helm/helm-source.ts";
import { baseName, within } from "./repository-path.ts";

/**
 * What is deployed together: a kustomization that is deployed or that no other one includes, a folder of plain
 * manifests, or a chart with its values.
 */
export type Environment = KustomizedEnvironment | RawEnvironment | ChartEnvironment | ReleaseEnvironment;

export interface KustomizedEnvironment extends EnvironmentBase {
  readonly kind: "kustomization";
  readonly deployer: Deployer;
  /**
   * Files and directories that a kustomization names which stands in no file, because Flux writes it; `null` where the
   * directory holds one.
   */
  readonly generated: readonly string[] | null;
}

export interface RawEnvironment extends EnvironmentBase {
  readonly kind: "raw";
}

/** How something deploys a kustomization: what it builds in, and what it fills in afterwards. */
export interface Deployer {
  readonly kind: DeploymentKind;
  readonly options: KustomizeOptions;
  readonly substitution: Substitution | null;
}

/** Deploys what the files say, and nothing else. */
export const plainDeployer: Deployer = {
  kind: "kustomization",
  options: plainKustomization,
  substitution: null,
};

export interface ChartEnvironment extends EnvironmentBase {
  readonly kind: "chart";
  readonly source: HelmSource;
}

/** A chart that is not in the repository, with the values that the repository has for it. */
export interface ReleaseEnvironment extends EnvironmentBase {
  readonly kind: "release";
  readonly source: Omit<HelmSource, "chart">;
  /** Name of the chart; `null` where it is not known. */
  readonly chart: string | null;
}

interface EnvironmentBase {
  /** For people and `--environment`, unique: its directory, `.` for the root, or what its deployment is called. */
  readonly name: string;
  /** Directory of what is built, or of what declares a release; `""` is the root. */
  readonly path: string;
  /** What says that it is deployed. Empty where that is guessed from its files. */
  readonly declaredBy: readonly Declaration[];
}

/** A manifest that deploys an environment. */
export interface Declaration {
  readonly kind: DeploymentKind;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** As written; `null`: the cluster that it is declared in, or not known. */
  readonly cluster: string | null;
  readonly namespace: string | null;
}

/**
 * Whether a person means this environment: its name, its directory, a directory above it, or the last part of its directory
 * (`production` for `overlays/production`).
 */
export function isChosen(environment: Environment, choice: string | undefined): boolean {
  if (choice === undefined || choice === environment.name) return true;
  const wanted = choice.replace(/^\.\//, "").replace(/\/+$/, "");
  if (wanted === "." || wanted === "") return environment.path === "";
  return within(wanted, environment.path) || baseName(environment.path) === wanted;
}

/** The namespace of an object that was built with this one; `null` where nothing or no one thing says it. */
export function namespaceIn(environment: Environment, built: string | null): string | null {
  if (environment.kind === "chart") {
    // What a template calls the release's namespace is helm's own default where no deployment says one.
    const { namespace } = environment.source;
    return namespace === null && built === "default" ? null : (built ?? namespace);
  }
  if (built !== null) return built;
  if (environment.kind === "release") return environment.source.namespace;
  const [first, ...others] = new Set(environment.declaredBy.map(({ namespace }) => namespace));
  return others.length === 0 ? (first ?? null) : null;
}
