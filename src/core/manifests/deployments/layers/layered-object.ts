import type { Refusal } from "../../../model/index.ts";
import { type Data, dataAt } from "../../data.ts";
import type { Kustomization } from "../../kustomization.ts";
import type { PatchEntry } from "../../kustomization-patches.ts";
import { isRemote } from "../../repository-path.ts";
import { hasOddPattern, type Match, matchTarget } from "../../static/patch-match.ts";
import type { Survey } from "../../survey.ts";
import { groupOf } from "../../workload-nodes.ts";
import type { YamlText } from "../../yaml-text.ts";
import { type DeclaredObject, fieldAt, scalarAt } from "../declared-object.ts";
import { readParsed } from "../declared-objects.ts";
import { dataOf } from "../node-data.ts";
import { applyOperations, type Operations, readOperations } from "./json-operations.ts";
import { mergeData } from "./merge-data.ts";

/** What a kustomization, or the options of a deployer, put around objects. */
export type Layer = Pick<
  Kustomization,
  "file" | "directory" | "patches" | "components" | "locate" | "namePrefix" | "nameSuffix" | "namespace"
>;

/** An object while the kustomizations around it are applied, the innermost first. */
interface Layered {
  readonly object: DeclaredObject;
  /** Every name and namespace it had; kustomize matches patches against all of them. */
  readonly names: readonly string[];
  readonly namespaces: readonly (string | null)[];
}

/**
 * The object as it leaves the outermost of the kustomizations; `null` when one of them deletes it. What cannot be
 * followed without a render is noted in its problems.
 */
export function throughLayers(
  survey: Survey,
  object: DeclaredObject,
  layers: readonly Layer[],
): DeclaredObject | null {
  let at: Layered | null = { object, names: [object.name], namespaces: [object.namespace] };
  for (const layer of layers) {
    for (const component of componentsOf(survey, layer, 0)) {
      at = at === null ? null : throughOne(survey, at, component);
    }
    at = at === null ? null : throughOne(survey, at, layer);
  }
  return at?.object ?? null;
}

// Components of components come first. They may not go in circles, and a depth ends those that do.
function componentsOf(survey: Survey, { components, locate }: Layer, depth: number): readonly Layer[] {
  if (depth > 5) return [];
  return components.flatMap((reference) => {
    const path = isRemote(reference) ? null : locate(reference);
    const component = path === null ? undefined : survey.kustomizations.get(path);
    return component === undefined ? [] : [...componentsOf(survey, component, depth + 1), component];
  });
}

function throughOne(survey: Survey, layered: Layered, kustomization: Layer): Layered | null {
  let at: Layered | null = layered;
  for (const patch of kustomization.patches) {
    if (at === null) return null;
    at = applyPatch(survey, at, patch, kustomization.file);
  }
  return at === null ? null : renamed(at, kustomization);
}

function renamed(layered: Layered, { namePrefix, nameSuffix, namespace }: Layer): Layered {
  const name = `${namePrefix}${layered.object.name}${nameSuffix}`;
  const object = { ...layered.object, name, namespace: namespace ?? layered.object.namespace };
  return {
    object,
    names: [...layered.names, name],
    namespaces: [...layered.namespaces, object.namespace],
  };
}

function applyPatch(survey: Survey, layered: Layered, patch: PatchEntry, file: string): Layered | null {
  const yaml = patchText(survey, patch);
  if (yaml === null) return layered;
  const { object } = layered;
  const target = patch.target;
  const subject = { ...layered, apiVersion: object.apiVersion, kind: object.kind };
  const byTarget: Match = target === null ? "no" : matchTarget(target, subject);
  if (byTarget === "unsure" || (target !== null && byTarget === "no" && mayMatch(patch, object.kind)))
    return doubting(layered, `a patch in ${file} may apply to it, which only a render can tell`);
  const operations = readOperations(yaml);
  if (operations !== null) return byTarget === "yes" ? operated(layered, operations, file) : layered;
  let at: Layered | null = layered;
  for (const [document, { contents }] of yaml.documents.entries()) {
    const data = dataOf(yaml, contents)?.data;
    const applies = target === null ? matchesSelf(layered, data) : byTarget === "yes";
    if (at !== null && applies) at = merged(at, yaml, document, data, patch.renames);
  }
  return at;
}

function patchText(survey: Survey, { source }: PatchEntry): YamlText | null {
  if (source.kind === "inline") return source.yaml;
  if (source.path === null) return null;
  const file = readParsed(survey, source.path);
  return file.ok ? file.value.yaml : null;
}

// A pattern that is not understood matters only where its kind could be that of the object.
function mayMatch(patch: PatchEntry, kind: string): boolean {
  return hasOddPattern(patch) && (patch.target?.kind ?? kind) === kind;
}

function matchesSelf({ object, names }: Layered, data: Data): boolean {
  const name = scalarAt(data, ["metadata", "name"]);
  return (
    name !== null &&
    scalarAt(data, ["kind"]) === object.kind &&
    groupOf(scalarAt(data, ["apiVersion"]) ?? "") === groupOf(object.apiVersion) &&
    names.includes(name)
  );
}

function merged(
  layered: Layered,
  yaml: YamlText,
  document: number,
  patch: Data,
  mayRename: boolean,
): Layered | null {
  if (fieldAt(patch, ["$patch"]) === "delete") return null;
  const { object } = layered;
  const data = mergeData(object.data, patch);
  // A patch with a target may name anything, and changes the name only where its options allow it.
  const name = dataAt(object.data, ["metadata", "name"]);
  const kept = mayRename ? data : mergeData(data, new Map([["metadata", new Map([["name", name]])]]));
  const patched = withData(layered, kept);
  if (yaml.embedding !== null) {
    return setsValues(patch)
      ? doubting(
          patched,
          `a patch written inside ${yaml.file} sets its values, which only a render can follow`,
        )
      : patched;
  }
  const at = { file: yaml.file, document, path: [] };
  return { ...patched, object: { ...patched.object, layers: [...object.layers, { at, data: patch }] } };
}

function operated(layered: Layered, operations: Operations, file: string): Layered {
  const applied = applyOperations(layered.object.data, operations);
  const patched = withData(layered, applied.data);
  const isUnclear =
    !applied.isComplete || operations.some(({ path }) => /^\/spec\/(?:values|.*\/helm)(?:\/|$)/.test(path));
  return isUnclear
    ? doubting(patched, `a patch in ${file} changes it by JSON6902, which only a render can follow`)
    : patched;
}

// A patch that is allowed to rename changes what later ones match.
function withData(layered: Layered, data: Data): Layered {
  const name = scalarAt(data, ["metadata", "name"]);
  const before = scalarAt(layered.object.data, ["metadata", "name"]);
  const isRenamed = name !== null && name !== before;
  const object = { ...layered.object, data, name: isRenamed ? name : layered.object.name };
  return { ...layered, object, names: isRenamed ? [...layered.names, name] : layered.names };
}

function setsValues(patch: Data): boolean {
  const spec = dataAt(patch, ["spec"]);
  const application = dataAt(spec, ["template", "spec"]) ?? spec;
  return (
    dataAt(spec, ["values"]) !== undefined ||
    dataAt(application, ["sources"]) !== undefined ||
    dataAt(application, ["source", "helm"]) !== undefined
  );
}

function doubting(layered: Layered, why: string): Layered {
  const { object } = layered;
  const problem: Refusal = { code: "undecided-deployment", file: object.file, line: object.line, why };
  return { ...layered, object: { ...object, problems: [...object.problems, problem] } };
}
