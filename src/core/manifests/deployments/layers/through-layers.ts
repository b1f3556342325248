import { noLabels } from "../../added-labels.ts";
import type { BuiltSurvey } from "../../built-survey.ts";
import { isRemote } from "../../repository-path.ts";
import type { DeclaredObject } from "../declared-object.ts";
import type { Layer, Layered } from "./layered.ts";
import { applyPatch } from "./patch-layered.ts";

/**
 * The object as it leaves the outermost of the kustomizations; `null` when one of them deletes it. What cannot be
 * followed without a render is noted in its problems.
 */
export function throughLayers(
  survey: BuiltSurvey,
  object: DeclaredObject,
  layers: readonly Layer[],
): DeclaredObject | null {
  let at: Layered | null = { object, names: [object.name], namespaces: [object.namespace], added: noLabels };
  for (const layer of layers) {
    for (const component of componentsOf(survey, layer, 0)) {
      at = at === null ? null : throughOne(survey, at, component);
    }
    at = at === null ? null : throughOne(survey, at, layer);
  }
  return at?.object ?? null;
}

// Components of components come first. They may not go in circles, and a depth ends those that do.
function componentsOf(survey: BuiltSurvey, { components, locate }: Layer, depth: number): readonly Layer[] {
  if (depth > 5) return [];
  return components.flatMap((reference) => {
    const path = isRemote(reference) ? null : locate(reference);
    const component = path === null ? undefined : survey.kustomizations.get(path);
    return component === undefined ? [] : [...componentsOf(survey, component, depth + 1), component];
  });
}

function throughOne(survey: BuiltSurvey, layered: Layered, kustomization: Layer): Layered | null {
  let at: Layered | null = layered;
  for (const patch of kustomization.patches) {
    if (at === null) return null;
    at = applyPatch(survey, at, patch, kustomization.file);
  }
  return at === null ? null : renamed(at, kustomization);
}

function renamed(layered: Layered, { namePrefix, nameSuffix, namespace, adds }: Layer): Layered {
  const name = `${namePrefix}${layered.object.name}${nameSuffix}`;
  const object = { ...layered.object, name, namespace: namespace ?? layered.object.namespace };
  return {
    object,
    names: [...layered.names, name],
    namespaces: [...layered.namespaces, object.namespace],
    added: {
      labels: new Map([...layered.added.labels, ...adds.labels]),
      annotations: new Map([...layered.added.annotations, ...adds.annotations]),
    },
  };
}
