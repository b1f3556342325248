import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import { withLabels } from "../added-labels.ts";
import { type BuiltLayer, deployedLayer } from "../deployer/deployed-layer.ts";
import type { KustomizedEnvironment } from "../environment.ts";
import type { PatchEntry } from "../kustomization-patches.ts";
import { isRemote } from "../repository-path.ts";
import type { Survey } from "../survey.ts";
import type { Trace } from "../trace.ts";
import { workloadsIn } from "../workload-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import { applyPatch } from "./apply-patch.ts";
import { hasOddPattern } from "./patch-match.ts";
import type { StaticObject } from "./static-object.ts";
import { declareObject } from "./strategic-merge.ts";
import { toTraced } from "./to-traced.ts";

/**
 * Applies the layers of an environment by the rules of kustomize, as far as they decide resources, when it cannot be
 * rendered; counts are not followed. A workload that is touched by something else keeps no place; an environment whose layers cannot be
 * followed is refused.
 */
export function locateStatically(survey: Survey, environment: KustomizedEnvironment): Result<Trace, Refusal> {
  const build = new Build(survey);
  const layer = deployedLayer(survey, environment);
  const objects = layer === null ? build.layer(environment.path, []) : build.whole(layer, [], []);
  if (build.problem !== null) {
    return err({ code: "render-failed", environment: environment.name, problem: build.problem });
  }
  const containers = objects.flatMap(toTraced);
  return ok({ environment, foundBy: "static", containers, counts: null, scalers: [], valuesFiles: [] });
}

// Everything else a kustomization can say changes no container resources: labels, images, replicas, generators of
// config maps and secrets.
const unfollowed = [
  "generators",
  "transformers",
  "validators",
  "replacements",
  "vars",
  "configurations",
  "openapi",
];
const harmless = [
  "apiVersion",
  "kind",
  "metadata",
  "resources",
  "bases",
  "components",
  "patches",
  "patchesStrategicMerge",
  "patchesJson6902",
  "namePrefix",
  "nameSuffix",
  "namespace",
  "labels",
  "commonLabels",
  "commonAnnotations",
  "images",
  "replicas",
  "configMapGenerator",
  "secretGenerator",
  "generatorOptions",
  "crds",
  "buildMetadata",
  "sortOptions",
  "helmCharts",
  "helmGlobals",
  "helmChartInflationGenerator",
];

class Build {
  readonly #survey: Survey;
  problem: string | null = null;

  constructor(survey: Survey) {
    this.#survey = survey;
  }

  layer(
    directory: string,
    above: readonly string[],
    given: readonly StaticObject[] = [],
  ): readonly StaticObject[] {
    const kustomization = this.#survey.kustomizations.get(directory);
    if (kustomization === undefined)
      return this.#stop(`${directory} holds no kustomization that could be read`);
    if (above.includes(directory)) return this.#stop(`${kustomization.file} includes itself`);
    return this.whole(kustomization, above, given);
  }

  whole(
    kustomization: BuiltLayer,
    above: readonly string[],
    given: readonly StaticObject[],
  ): readonly StaticObject[] {
    const odd = kustomization.fields.find((field) => unfollowed.includes(field) || !harmless.includes(field));
    if (odd !== undefined) return this.#stop(`${kustomization.file} uses ${odd.slice(0, 60)}`);
    const inside = [...above, kustomization.directory];
    let objects = [...given];
    for (const reference of kustomization.resources) {
      for (const object of this.#resource(kustomization, reference, inside)) objects.push(object);
    }
    for (const reference of kustomization.components) {
      const component = kustomization.locate(reference);
      if (component === null || isRemote(reference))
        return this.#stop(`${kustomization.file} uses ${reference}`);
      objects = [...this.layer(component, inside, objects)];
    }
    return this.#transform(kustomization, objects);
  }

  #stop(problem: string): readonly StaticObject[] {
    this.problem ??= problem;
    return [];
  }

  // What a remote base holds is not known, but it cannot change what the local ones hold.
  #resource(
    kustomization: BuiltLayer,
    reference: string,
    inside: readonly string[],
  ): readonly StaticObject[] {
    if (isRemote(reference)) return [];
    const path = kustomization.locate(reference);
    if (path === null)
      return this.#stop(`${kustomization.file} refers to ${reference}, outside the repository`);
    const file = this.#survey.parsed.get(path);
    if (file !== undefined)
      return workloadsIn(file.yaml).map((workload) => declareObject(this.#survey, workload));
    // A folder that is deployed as a whole also holds what is no workload and was not parsed.
    if (this.#survey.files.files.has(path))
      return kustomization.isGenerated === true ? [] : this.#stop(`${path} could not be read`);
    return this.layer(path, inside);
  }

  #transform(kustomization: BuiltLayer, objects: readonly StaticObject[]): readonly StaticObject[] {
    // patchesJson6902 is applied after the names are changed, like everything else that came before `patches`.
    const late = (patch: PatchEntry): boolean => patch.field === "patchesJson6902";
    let changed = objects;
    for (const patch of kustomization.patches)
      if (!late(patch)) changed = this.#patch(kustomization, patch, changed);
    changed = changed.map((object) => rename(object, kustomization));
    for (const patch of kustomization.patches)
      if (late(patch)) changed = this.#patch(kustomization, patch, changed);
    return changed;
  }

  #patch(
    kustomization: BuiltLayer,
    patch: PatchEntry,
    objects: readonly StaticObject[],
  ): readonly StaticObject[] {
    const yaml = this.#patchText(patch);
    if (yaml === null) return this.#stop(`a patch of ${kustomization.file} could not be read`);
    if (hasOddPattern(patch)) return this.#stop(`${kustomization.file} selects by a regular expression`);
    return objects.map((object) => applyPatch(this.#survey, object, patch, yaml));
  }

  #patchText({ source }: PatchEntry): YamlText | null {
    if (source.kind === "inline") return source.yaml;
    return source.path === null ? null : (this.#survey.parsed.get(source.path)?.yaml ?? null);
  }
}

function rename(object: StaticObject, { namePrefix, nameSuffix, namespace, adds }: BuiltLayer): StaticObject {
  const name = `${namePrefix}${object.names.at(-1) ?? ""}${nameSuffix}`;
  return {
    ...object,
    names: [...object.names, name],
    labels: withLabels(object.labels, adds.labels),
    annotations: withLabels(object.annotations, adds.annotations),
    namespaces: namespace === null ? object.namespaces : [...object.namespaces, namespace],
  };
}
