import type { PatchEntry } from "../kustomization-patches.ts";
import { isJsonPatch } from "../slots.ts";
import type { Survey } from "../survey.ts";
import { workloadsIn } from "../workload-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { type Match, matchSelf, matchTarget } from "./patch-match.ts";
import { doubted, type StaticObject } from "./static-object.ts";
import { mergeObject } from "./strategic-merge.ts";

/** Applies a patch of any kind to a workload, if it matches. */
export function applyPatch(
  survey: Survey,
  object: StaticObject,
  patch: PatchEntry,
  yaml: YamlText,
): StaticObject {
  if (patch.renames && (patch.target === null || matchTarget(patch.target, object) !== "no")) {
    return doubted(object, `a patch in ${yaml.file} may rename it`);
  }
  if (isJsonPatch(yaml, yaml.documents[0]?.contents ?? null)) {
    const match: Match = patch.target === null ? "no" : matchTarget(patch.target, object);
    if (match === "no") return object;
    return match === "yes" ? applyJsonPatch(survey, object, yaml) : unsure(object, yaml);
  }
  let patched = object;
  for (const workload of workloadsIn(yaml)) {
    const match = patch.target === null ? matchSelf(workload, object) : matchTarget(patch.target, object);
    if (match === "unsure") patched = unsure(patched, yaml);
    if (match === "yes" && workload.kind === object.kind) patched = mergeObject(survey, patched, workload);
  }
  return patched;
}

function unsure(object: StaticObject, yaml: YamlText): StaticObject {
  return doubted(object, `a patch in ${yaml.file} selects by labels, which needs a render`);
}
