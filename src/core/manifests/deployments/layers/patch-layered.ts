import type { BuiltSurvey } from "../../built-survey.ts";
import { type Data, dataAt } from "../../data.ts";
import type { PatchEntry } from "../../kustomization-patches.ts";
import type { Labels } from "../../static/label-selector.ts";
import { hasOddPattern, type Match, matchTarget } from "../../static/patch-match.ts";
import { groupOf } from "../../workload-nodes.ts";
import type { YamlText } from "../../yaml-text.ts";
import { entriesAt, fieldAt, scalarAt } from "../declared-object.ts";
import { readParsed } from "../declared-objects.ts";
import { dataOf } from "../node-data.ts";
import { applyOperations, type Operations, readOperations } from "./json-operations.ts";
import { doubting, type Layered } from "./layered.ts";
import { mergeData } from "./merge-data.ts";

/** Applies a patch of any kind, if it matches; `null` when it deletes the object. `file` holds the list of patches. */
export function applyPatch(
  survey: BuiltSurvey,
  layered: Layered,
  patch: PatchEntry,
  file: string,
): Layered | null {
  const yaml = patchText(survey, patch);
  if (yaml === null) return layered;
  const { object } = layered;
  const target = patch.target;
  const subject = {
    ...layered,
    apiVersion: object.apiVersion,
    kind: object.kind,
    labels: labelsOf(layered, "labels"),
    annotations: labelsOf(layered, "annotations"),
  };
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

// A label that a patch further out writes anew may also be one that a layer further in adds, so that it is not known then.
function labelsOf({ object, added }: Layered, key: "labels" | "annotations"): Labels {
  const own = new Map(entriesAt(object.data, ["metadata", key]));
  const isClear = [...added[key]].every(([name, value]) => (own.get(name) ?? value) === value);
  return isClear ? new Map([...own, ...added[key]]) : null;
}

function patchText(survey: BuiltSurvey, { source }: PatchEntry): YamlText | null {
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
