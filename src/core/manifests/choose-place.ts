import { err, ok, type Refusal, type Result } from "../model/index.ts";
import { newPatch } from "./choose-patch.ts";
import { isReplicasEntry } from "./counts/count-slots.ts";
import { checkInsertion } from "./edit/check-insertion.ts";
import { checkPlace, checkScalar, checkTracedText } from "./editable.ts";
import { ownKustomization } from "./own-kustomization.ts";
import type { Place } from "./place.ts";
import type { Question } from "./question.ts";
import { optionSlots } from "./reach.ts";
import { insertionPoint, locationOf } from "./slot-location.ts";
import { isJsonPatch, type MapPlace, type ScalarSlot, type Slot } from "./slots.ts";
import type { Survey } from "./survey.ts";
import { narrowOf, type VariableUse } from "./traced-value.ts";
import { rangeOf } from "./yaml-nodes.ts";
import { lineOf } from "./yaml-text.ts";

/** Where an edit belongs that changes this setting and nothing else. */
export function choosePlace(question: Question): Result<Place, Refusal> {
  const { value } = question;
  if (value.from === "unknown") {
    // A value that stands in no file may still give way to one that is added.
    const added = placeInValues(question);
    if (added?.ok) return added;
    const patch = value.givesWay === true ? newPatch(question) : null;
    if (patch?.ok) return patch;
    if (added !== null) return added;
    const { raw, why } = value;
    return err({
      code: "untraced-value",
      environment: question.environment.name,
      value: (raw ?? question.reader.setting).slice(0, 80),
      why,
    });
  }
  if (value.from === "nowhere") return placeOfMissing(question);
  const { slot, through, variable } = value;
  const text = checkTracedText(value);
  if (!text.ok) return text;
  const edit = replacementOf(slot, variable);
  const exclusive = through === null && edit !== null && isExclusive(question, slot);
  const editable = checkScalar(question.survey, slot);
  if (exclusive && editable.ok) return ok({ location: locationOf(slot), edit });
  // A shared value is overridden, and so is one in a generated file: that is how Flux has its own manifests changed.
  const override = placeOfOverride(question, variable?.writtenIn ?? slot);
  if (override?.ok) return override;
  if (!editable.ok) return editable;
  if (override !== null) return override;
  const [file, line] = [slot.yaml.file, lineOf(slot.yaml, rangeOf(slot.node)[0])];
  if (through !== null) return err({ code: "shared-anchor", file, line, anchor: through.name });
  return err({ code: "shared-value", file, line, environments: sharers(question, slot) });
}

/** How the slot is given another value; `null` where nothing in it can be replaced, or something else reads it too. */
function replacementOf(slot: ScalarSlot, variable: VariableUse | undefined): Place["edit"] | null {
  if (variable === undefined || (variable.decides === "variable" && !variable.isShared))
    return { kind: "replace", slot };
  const { decides, part } = variable;
  return decides === "default" && part !== null ? { kind: "replace-default", slot, part } : null;
}

function placeOfMissing(question: Question): Result<Place, Refusal> {
  let refusal: Result<Place, Refusal> | null = null;
  for (const { slot, keys } of question.candidates) {
    if (!isExclusive(question, slot)) continue;
    const insertion = insertInto(question.survey, slot, keys);
    if (insertion.ok) return insertion;
    refusal ??= insertion;
  }
  const values = placeInValues(question);
  if (values?.ok) return values;
  refusal ??= values;
  const patch = newPatch(question);
  if (patch?.ok) return patch;
  return refusal ?? patch ?? notInsertable(question);
}

// The layer that is applied last overrides all others, if this container alone reads it. JSON6902 operations leave no mark
// on a layer, and come after the one that is marked as the last; so do the `replicas` of a kustomization.
function placeOfOverride(question: Question, decides: ScalarSlot): Result<Place, Refusal> | null {
  const { last, value } = question;
  // Whoever writes a value with a variable wants it to be set.
  const variable = value.from === "slot" && value.variable !== undefined ? placeInValues(question) : null;
  if (variable?.ok) return variable;
  const root = decides.yaml.documents[decides.document]?.contents ?? null;
  const isLater = isJsonPatch(decides.yaml, root) || isReplicasEntry(decides);
  if (last !== null && !isLater && isExclusive(question, last.slot)) {
    const insertion = insertInto(question.survey, last.slot, last.keys);
    if (insertion.ok) return insertion;
  }
  const values = placeInValues(question);
  if (values?.ok) return values;
  return isReplicasEntry(decides) && isOwn(question, decides) ? null : newPatch(question);
}

// The `replicas` of a kustomization are applied after its own patches, and those of a deployer become part of it.
function isOwn({ survey, environment }: Question, slot: ScalarSlot): boolean {
  const { file } = slot.yaml;
  return (
    optionSlots(survey, environment).includes(slot) ||
    ownKustomization(survey, environment, file)?.file === file
  );
}

// A file of values that no other environment merges. `null`: there is none.
function placeInValues({ survey, users, environment, overrides }: Question): Result<Place, Refusal> | null {
  let refusal: Result<Place, Refusal> | null = null;
  for (const { map, keys } of narrowOf(overrides)) {
    if (users.otherReaders(map.yaml.file, environment).length > 0) continue;
    const insertion = insertInto(survey, map, keys);
    if (insertion.ok) return insertion;
    refusal ??= insertion;
  }
  return refusal;
}

function notInsertable(question: Question): Result<never, Refusal> {
  const { environment, some: slot, reader } = question;
  if (slot === null) {
    return err({
      code: "untraced-value",
      environment: environment.name,
      value: reader.setting,
      why: `nothing is known that would set it for this ${question.kin} alone`,
    });
  }
  const [file, line] = [slot.yaml.file, lineOf(slot.yaml, rangeOf(slot.node)[0])];
  return err({ code: "shared-value", file, line, environments: sharers(question, slot) });
}

export function insertInto(survey: Survey, map: MapPlace, keys: readonly string[]): Result<Place, Refusal> {
  const editable = checkPlace(survey, map);
  const fits = editable.ok ? checkInsertion(map, keys) : editable;
  return fits.ok ? ok({ location: insertionPoint(map), edit: { kind: "insert", map, keys } }) : fits;
}

export function isExclusive({ users, environment, reader }: Question, slot: Slot): boolean {
  return users.isExclusive(slot, environment, reader);
}

function sharers({ users, environment, kin }: Question, slot: Slot): readonly string[] {
  const others = users.otherEnvironments(slot, environment);
  return others.length > 0 ? others : [`another ${kin} of ${environment.name}`];
}
