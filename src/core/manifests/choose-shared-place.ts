import { insertInto, isExclusive } from "./choose-place.ts";
import { checkScalar, checkTracedText } from "./editable.ts";
import type { SharedPlace } from "./place.ts";
import type { Question } from "./question.ts";
import { locationOf } from "./slot-location.ts";

/**
 * Where an edit belongs that changes the value for all who read it; `null` where that is one setting alone, where
 * somebody may read it of whom nothing is known, or where its text cannot be edited.
 */
export function chooseSharedPlace(question: Question): SharedPlace | null {
  return question.value.from === "slot" ? sharedScalar(question) : sharedOverride(question);
}

function sharedScalar(question: Question): SharedPlace | null {
  const { value, survey, users } = question;
  // What goes through an alias or a variable has readers that no trace shows.
  if (value.from !== "slot" || value.through !== null || value.variable !== undefined) return null;
  const { slot } = value;
  if (isExclusive(question, slot) || !checkTracedText(value).ok || !checkScalar(survey, slot).ok) return null;
  const readers = users.readersOf(slot);
  if (readers === null) return null;
  return {
    place: { location: locationOf(slot), edit: { kind: "replace", slot } },
    key: `scalar ${slot.id}`,
    readers,
  };
}

// One value that a chart puts into several containers, and that has no text here yet.
function sharedOverride({ survey, users, environment, overrides }: Question): SharedPlace | null {
  for (const { map, keys, feeds = 1 } of overrides) {
    if (feeds === 1 || users.otherReaders(map.yaml.file, environment).length > 0) continue;
    const place = insertInto(survey, map, keys);
    const { file, embedding } = map.yaml;
    const key = JSON.stringify([file, embedding?.path ?? null, map.document, map.path, keys]);
    if (place.ok) return { place: place.value, key, readers: feeds };
  }
  return null;
}
