import { type AddedLabels, noLabels } from "../added-labels.ts";
import { type KustomizedEnvironment, plainDeployer } from "../environment.ts";
import type { Kustomization } from "../kustomization.ts";
import { joinPath, relativePath } from "../repository-path.ts";
import type { Survey } from "../survey.ts";

/** A kustomization, as far as it is followed without a renderer. */
export interface BuiltLayer
  extends Pick<
    Kustomization,
    | "file"
    | "directory"
    | "fields"
    | "resources"
    | "components"
    | "patches"
    | "namePrefix"
    | "nameSuffix"
    | "namespace"
    | "adds"
    | "locate"
  > {
  /** It stands in no file. */
  readonly isGenerated?: true;
}

/**
 * The kustomization of an environment with the options of its deployer in it, or the one that Flux generates; `null` where
 * that could not be read.
 */
export function deployedLayer(survey: Survey, environment: KustomizedEnvironment): BuiltLayer | null {
  const { path, generated, deployer } = environment;
  const start = generated === null ? survey.kustomizations.get(path) : generatedLayer(path, generated);
  if (start === undefined || deployer === plainDeployer) return start ?? null;
  const { components, namePrefix, nameSuffix, namespace, labels, annotations } = deployer.options;
  // Flux puts its own on objects after the build, where no patch selects by them any more.
  const isMarked = deployer.kind !== "flux-kustomization";
  return {
    ...start,
    components: [...start.components, ...components.map((component) => relativePath(path, component))],
    patches: [...start.patches, ...(survey.optionsOf.get(environment)?.patches ?? [])],
    namePrefix: namePrefix || start.namePrefix,
    nameSuffix: nameSuffix || start.nameSuffix,
    namespace: namespace ?? start.namespace,
    adds: isMarked ? addedOver(start.adds, { labels, annotations }) : start.adds,
  };
}

function addedOver(below: AddedLabels, above: AddedLabels): AddedLabels {
  return {
    labels: new Map([...below.labels, ...above.labels]),
    annotations: new Map([...below.annotations, ...above.annotations]),
  };
}

function generatedLayer(path: string, generated: readonly string[]): BuiltLayer {
  return {
    file: path === "" ? "kustomization.yaml" : `${path}/kustomization.yaml`,
    directory: path,
    fields: [],
    resources: generated.map((entry) => relativePath(path, entry)),
    components: [],
    patches: [],
    namePrefix: "",
    nameSuffix: "",
    namespace: null,
    adds: noLabels,
    locate: (reference) => joinPath(path, reference),
    isGenerated: true,
  };
}
