import { err, ok, type Refusal, type Result } from "../model/index.ts";
import { isDecidedLast, newPatch } from "./choose-patch.ts";
import { choosePlace } from "./choose-place.ts";
import { checkRemoval } from "./edit/removal.ts";
import { roleOf } from "./layer-role.ts";
import type { Place } from "./place.ts";
import type { Question } from "./question.ts";
import type { MapPlace, ScalarSlot } from "./slots.ts";
import { rangeOf } from "./yaml-nodes.ts";
import { lineOf } from "./yaml-text.ts";

/**
 * Where an edit belongs that leaves the setting unset, and changes nothing else; `null` where it is not set. It is the
 * place of another value, unless that text cannot say "not set": a key is taken out of a declaration only, because below
 * a patch there may be another value, and only a strategic merge understands null.
 */
export function chooseRemoval(
  question: Question,
  patches: ReadonlySet<string>,
): Result<Place, Refusal> | null {
  const { value } = question;
  if (value.from === "nowhere") return null;
  const place = choosePlace(question);
  if (!place.ok) return place;
  // An empty variable would leave null behind, which no layer but the last one takes for "not set".
  if (value.from === "slot" && value.variable !== undefined)
    return newPatch(question) ?? notOverruled(question, value.variable.writtenIn, "a variable for the value");
  const { location, edit } = place.value;
  if (edit.kind !== "replace" && edit.kind !== "insert") return overruling(question, place);
  const into = edit.kind === "replace" ? edit.slot : edit.map;
  const role = roleOf(into, patches);
  if (edit.kind === "replace" && role === "merges") return place;
  if (edit.kind === "replace" && role === "declares") {
    const allowed = checkRemoval(edit.slot);
    return allowed.ok ? ok({ location, edit: { kind: "remove", slot: edit.slot } }) : allowed;
  }
  const override = role === "merges" ? place : newPatch(question);
  return overruling(question, override ?? notOverruled(question, into, "a value that YAML puts together"));
}

function overruling(question: Question, place: Result<Place, Refusal>): Result<Place, Refusal> {
  const { value } = question;
  return place.ok && value.from === "slot" && isDecidedLast(question)
    ? notRemovable(value.slot, decidedLast)
    : place;
}

function notOverruled(
  question: Question,
  at: ScalarSlot | MapPlace,
  construct: string,
): Result<never, Refusal> {
  return notRemovable(at, isDecidedLast(question) ? decidedLast : construct);
}

const decidedLast = "patchesJson6902, which no patch overrules";

function notRemovable({ yaml, node }: ScalarSlot | MapPlace, construct: string): Result<never, Refusal> {
  const line = lineOf(yaml, rangeOf(node)[0]);
  return err({ code: "unsupported-syntax", file: yaml.file, line, construct });
}
