import { isMap, type Node } from "yaml";
import { err, ok, type Refusal, type Result } from "../model/index.ts";
import { checkFile, checkPlace } from "./editable.ts";
import { formatPath } from "./node-path.ts";
import { ownKustomization } from "./own-kustomization.ts";
import type { NewPatch, Place } from "./place.ts";
import type { Question } from "./question.ts";
import type { MapPlace } from "./slots.ts";
import type { Survey } from "./survey.ts";
import { keyOf, pairOf, rangeOf } from "./yaml-nodes.ts";
import { lineOf } from "./yaml-text.ts";

/**
 * A new patch of the environment's own: in its kustomization, or where others build on that or there is none, in its
 * declaration. `null` where it has neither, an operator makes the object, or the patch would be overruled.
 */
export function newPatch(question: Question): Result<Place, Refusal> | null {
  if (!question.isPatchable) return null;
  const { environment, survey, users } = question;
  if (isDecidedLast(question)) return null;
  const kustomization = ownKustomization(survey, environment, fileOf(question));
  if (kustomization === null || isDecidedLater(question)) return patchInDeclaration(question);
  const { file, yaml, directory } = kustomization;
  const others = users.otherBuilds(directory, environment);
  if (others.length > 0)
    return patchInDeclaration(question) ?? err({ code: "shared-value", file, line: 1, environments: others });
  return patchIn(survey, { yaml, path: [] }, yaml.documents[0]?.contents ?? null, null);
}

// Only the deployment that is declared there reads it, and after all that the kustomization has itself.
function patchInDeclaration({ survey, environment }: Question): Result<Place, Refusal> | null {
  if (environment.kind !== "kustomization") return null;
  const { patchesAt: at, patchesUnder: under } = environment.deployer.options;
  const map = at === null || survey.declared.isShared(at) ? null : survey.declared.mapAt(at);
  if (map === null || map.node.flow === true || !checkPlace(survey, map).ok) return null;
  return patchIn(survey, map, map.node, { map, under });
}

function patchIn(
  survey: Survey,
  { yaml, path }: Pick<MapPlace, "yaml" | "path">,
  root: Node | null,
  into: NewPatch["into"],
): Result<Place, Refusal> {
  const { file, text } = yaml;
  const allowed = checkFile(survey, file);
  if (!allowed.ok) return allowed;
  const pair = isMap(root) ? pairOf(root, "patches") : undefined;
  const key = pair === undefined ? null : keyOf(pair);
  const end = into === null || root === null ? text.trimEnd().length : rangeOf(root)[1];
  const line = lineOf(yaml, key === null ? Math.max(0, end - 1) : rangeOf(key)[0]);
  const location = {
    file,
    line,
    path: formatPath([...path, ...(into?.under == null ? [] : [into.under]), "patches"]),
  };
  return ok({ location, edit: { kind: "new-patch", file, into } });
}

/** A file that takes part in the object. */
function fileOf({ value, some }: Question): string | null {
  if (value.from !== "slot") return some?.yaml.file ?? null;
  return (value.variable?.writtenIn ?? value.slot).yaml.file;
}

/** Kustomize applies its older list of JSON patches after every other one, so that no new patch can overrule it. */
export function isDecidedLast({ survey, environment, value }: Question): boolean {
  if (value.from !== "slot") return false;
  const { yaml } = value.variable?.writtenIn ?? value.slot;
  const patches = ownKustomization(survey, environment, yaml.file)?.patches ?? [];
  return patches.some(
    ({ field, source }) =>
      field === "patchesJson6902" &&
      (source.kind === "inline" ? source.yaml === yaml : source.path === yaml.file),
  );
}

// A deployer's patch comes after all that the kustomization has itself.
function isDecidedLater({ survey, value }: Question): boolean {
  if (value.from !== "slot") return false;
  const { yaml } = value.variable?.writtenIn ?? value.slot;
  const isOwn = [...survey.kustomizations.values()].some(({ file }) => file === yaml.file);
  return yaml.embedding !== null && !isOwn;
}
