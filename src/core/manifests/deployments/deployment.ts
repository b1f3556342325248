import type { Refusal } from "../../model/index.ts";
import type { HelmSource } from "../helm/helm-source.ts";
import type { Place } from "./declared-object.ts";

/** Something that puts objects into a cluster: what an environment is, for a repository that says how it is deployed. */
export interface Deployment {
  /** Unique in the repository, the same for every order of its files, and stable while the declaration stays where it is. */
  readonly id: string;
  /** For people; not unique, because each cluster may have an `apps`. */
  readonly name: string;
  readonly kind: DeploymentKind;
  readonly certainty: Certainty;
  readonly declaredAt: { readonly file: string; readonly line: number };
  readonly destination: Destination;
  /** Deployed together. Empty where nothing can be said about it; then `problems` has the reason. */
  readonly sources: readonly DeploymentSource[];
  /**
   * What an ApplicationSet filled its template with. The texts at the places of inline values still hold the
   * placeholders.
   */
  readonly parameters: ReadonlyMap<string, string>;
  /** Flux's variables, which replace `${NAME}` in everything it deploys; `null` where it does not look for them. */
  readonly substitution: Substitution | null;
  /**
   * Ids of the deployments that put the declaration itself into a cluster, in order, the first hundred of them; empty: a
   * person does, or a part that is not seen.
   */
  readonly within: readonly string[];
  /** What is not known about it. With sources, they are right as far as they go. */
  readonly problems: readonly Refusal[];
}

export type DeploymentKind =
  | "argocd-application"
  | "argocd-applicationset"
  | "flux-kustomization"
  | "flux-helmrelease"
  | "kustomization"
  | "helm-chart"
  | "raw";

/**
 * `declared`: a manifest says so. `assumed`: it does, but whether it means this repository is known only from the path
 * being there. `guessed`: nothing says so; a folder looks as if it were deployed.
 */
export type Certainty = "declared" | "assumed" | "guessed";

export interface Destination {
  /** Server, name or secret of a cluster, as written; `null`: the cluster in which it is declared, or not known. */
  readonly cluster: string | null;
  /** `null`: what the manifests themselves say. */
  readonly namespace: string | null;
}

export type DeploymentSource =
  | { readonly kind: "kustomize"; readonly directory: string; readonly options: KustomizeOptions }
  | {
      readonly kind: "helm";
      readonly helm: HelmSource;
      readonly revision: string | null;
      /** Directory of the kustomization that inflates it, and may patch what it renders. */
      readonly inflatedBy?: string;
    }
  | ManifestFolder
  | RemoteSource;

/** Files applied as they are. */
export interface ManifestFolder {
  readonly kind: "manifests";
  readonly directory: string;
  readonly recurse: boolean;
  /** Glob patterns over the path below the directory, as Argo CD matches them. */
  readonly include: string | null;
  readonly exclude: string | null;
}

/** Something that this repository does not hold. Values for it may still be written here. */
export interface RemoteSource {
  readonly kind: "remote";
  /** Address of a git repository, a chart repository or a registry. */
  readonly repository: string;
  /** Path in a git repository, or name of a chart. */
  readonly path: string | null;
  readonly revision: string | null;
  /** How its chart is released; `null` where it is no chart, or not known to be one. */
  readonly helm: Omit<HelmSource, "chart"> | null;
}

/** What is put around a kustomization by its deployer, as an overlay that stands in no file. */
export interface KustomizeOptions {
  /**
   * `generated`: the folder holds no kustomization file, and Flux writes one that names every manifest below it, or
   * the kustomization where a folder below has one.
   */
  readonly kustomization: "file" | "generated";
  readonly namespace: string | null;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  /** Directories. */
  readonly components: readonly string[];
  /** Each with its `target` and its text, which stands at the place. */
  readonly patches: readonly Place[];
  /** The mapping that has or gets `patches`, where one that is added comes last; `null` where there is no one such place. */
  readonly patchesAt: Place | null;
  /** The key in it that `patches` stand under, where it has no such key yet. */
  readonly patchesUnder: string | null;
  /** `name=newName:newTag`, `name:tag` or `name@digest`, in the notation of `kustomize edit set image`. */
  readonly images: readonly string[];
  readonly replicas: readonly ReplicaOption[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

/** How many replicas objects of this name get, after all patches; the number stands at the place. */
export interface ReplicaOption {
  readonly name: string;
  readonly count: Place;
}

export interface Substitution {
  /** In the order in which they are read: of two with one name, the later counts. */
  readonly variables: readonly Variable[];
  /**
   * Config maps and secrets that no file of the repository holds. Each may set anything; `after`: as many of the
   * variables are read before it.
   */
  readonly unseen: readonly { readonly holder: string; readonly after: number }[];
  /** The mapping that has or gets `substitute`, where a variable that is added wins over all others of its name. */
  readonly at: Place;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** Where the value stands, and can be edited; `null` where it is all that a file holds. */
  readonly at: Place | null;
}

/** Options that change nothing. */
export const plainKustomization: KustomizeOptions = {
  kustomization: "file",
  namespace: null,
  namePrefix: "",
  nameSuffix: "",
  components: [],
  patches: [],
  patchesAt: null,
  patchesUnder: null,
  images: [],
  replicas: [],
  labels: new Map(),
  annotations: new Map(),
};

/** Whether a deployer with these options builds what the files say. */
export function changesNothing(options: KustomizeOptions): boolean {
  const { namespace, namePrefix, nameSuffix, components, patches, images, replicas } = options;
  const lists = components.length + patches.length + images.length + replicas.length;
  const marks = options.labels.size + options.annotations.size;
  return namespace === null && namePrefix === "" && nameSuffix === "" && lists + marks === 0;
}
