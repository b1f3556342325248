import type { NodePath } from "../../node-path.ts";
import { type DeclaredObject, entriesAt, fieldAt, isTrueAt, itemsAt } from "../declared-object.ts";
import type { DeploymentSource, KustomizeOptions } from "../deployment.ts";
import { componentsAt, patchesIn } from "../kustomize-lists.ts";
import { Doubts, type Draft, isHere, pathFromRoot, type Reading } from "../reading.ts";
import { hasKustomization } from "../repository/folder-kind.ts";
import { showAddress } from "../repository/repository-address.ts";
import type { ConfigMaps } from "./config-maps.ts";
import type { FluxSources } from "./sources.ts";
import { readSubstitution } from "./substitution.ts";

/** Reads a Flux `Kustomization`. */
export function readFluxKustomization(
  reading: Reading,
  sources: FluxSources,
  configMaps: ConfigMaps,
  object: DeclaredObject,
): Draft {
  const doubts = new Doubts(object);
  const source = readSource(reading, sources, doubts, object);
  const substitution = readSubstitution(configMaps, doubts, object);
  return {
    name: object.name,
    kind: "flux-kustomization",
    certainty: doubts.certainty,
    declaredAt: doubts.at,
    destination: { cluster: clusterOf(object), namespace: fieldAt(object.data, ["spec", "targetNamespace"]) },
    sources: source === null ? [] : [source],
    parameters: new Map(),
    substitution,
    problems: doubts.problems,
  };
}

/** The secret or config map with the kubeconfig of another cluster. */
export function clusterOf({ data }: DeclaredObject): string | null {
  const at = ["spec", "kubeConfig"];
  return fieldAt(data, [...at, "secretRef", "name"]) ?? fieldAt(data, [...at, "configMapRef", "name"]);
}

function readSource(
  reading: Reading,
  sources: FluxSources,
  doubts: Doubts,
  object: DeclaredObject,
): DeploymentSource | null {
  const reference = ["spec", "sourceRef"];
  const written = pathFromRoot(doubts, fieldAt(object.data, ["spec", "path"]) ?? "");
  if (written === null) return null;
  const origin = sources.behindArtifact(object, reference, written);
  const { source, directory } = origin ?? { source: sources.source(object, reference), directory: written };
  // `flux bootstrap` and the Flux operator write the source of the repository into the cluster, not always into git.
  const isRepository = source.kind === "undeclared" && source.named.startsWith("GitRepository ");
  if (isRepository && reading.tree.directories.has(directory) && directory !== "") {
    doubts.certainty = "assumed";
    return folderSource(reading, doubts, object, directory);
  }
  if (source.kind === "undeclared") {
    doubts.undecided(`its source, ${source.named}, is declared nowhere in the repository`);
    return null;
  }
  if (source.kind === "git" && isHere(reading, doubts, source.address, directory))
    return folderSource(reading, doubts, object, directory);
  if (source.kind === "git") doubts.notHere(reading, source.address);
  else doubts.otherRepository(source.address);
  const { revision } = source;
  return { kind: "remote", repository: showAddress(source.address), path: directory, revision, helm: null };
}

function folderSource(
  reading: Reading,
  doubts: Doubts,
  object: DeclaredObject,
  directory: string,
): DeploymentSource | null {
  if (!reading.tree.directories.has(directory)) {
    doubts.nothingAt(directory);
    return null;
  }
  const { data } = object;
  const text = (key: string): string => fieldAt(data, ["spec", key]) ?? "";
  const options: KustomizeOptions = {
    kustomization: hasKustomization(reading, directory) ? "file" : "generated",
    namespace: fieldAt(data, ["spec", "targetNamespace"]),
    namePrefix: text("namePrefix"),
    nameSuffix: text("nameSuffix"),
    components: componentsOf(doubts, object, directory),
    ...patchesIn(object, ["spec"]),
    images: imagesAt(object, ["spec", "images"]),
    replicas: [],
    labels: new Map(entriesAt(data, ["spec", "commonMetadata", "labels"])),
    annotations: new Map(entriesAt(data, ["spec", "commonMetadata", "annotations"])),
  };
  return { kind: "kustomize", directory, options };
}

function componentsOf(doubts: Doubts, object: DeclaredObject, directory: string): readonly string[] {
  const components = componentsAt(doubts, object, ["spec", "components"], directory);
  if (components.length > 0 && isTrueAt(object.data, ["spec", "ignoreMissingComponents"]))
    doubts.undecided("components that are missing are left out");
  return components;
}

function imagesAt({ data }: DeclaredObject, at: NodePath): readonly string[] {
  return itemsAt(data, at).flatMap((image) => {
    const name = fieldAt(image, ["name"]);
    if (name === null) return [];
    const renamed = fieldAt(image, ["newName"]);
    const digest = fieldAt(image, ["digest"]);
    const tag = fieldAt(image, ["newTag"]);
    const version = digest !== null ? `@${digest}` : tag !== null ? `:${tag}` : "";
    return [`${renamed === null ? name : `${name}=${renamed}`}${version}`];
  });
}
