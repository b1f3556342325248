import { dataAt } from "../../data.ts";
import {
  type DeclaredObject,
  entriesAt,
  fieldAt,
  itemsAt,
  type Place,
  placesOf,
} from "../declared-object.ts";
import type { Substitution, Variable } from "../deployment.ts";
import type { Doubts } from "../reading.ts";
import type { ConfigMaps } from "./config-maps.ts";

/** `postBuild`: config maps and secrets in their order, then `substitute`, which wins. `null` without it. */
export function readSubstitution(
  configMaps: ConfigMaps,
  doubts: Doubts,
  object: DeclaredObject,
): Substitution | null {
  const path = ["spec", "postBuild"];
  const at = placesOf(object, path).at(-1);
  if (at === undefined || !(dataAt(object.data, path) instanceof Map)) return null;
  const variables: Variable[] = [];
  const unseen: Substitution["unseen"][number][] = [];
  for (const item of itemsAt(object.data, [...path, "substituteFrom"])) {
    const [kind, name] = [fieldAt(item, ["kind"]) ?? "", fieldAt(item, ["name"]) ?? ""];
    const entries = kind === "ConfigMap" ? configMaps.entries(object.file, name, object.namespace) : null;
    if (entries === null) {
      unseen.push({ holder: `${kind} ${name}`, after: variables.length });
      doubts.valuesElsewhere(`${kind} ${name}`);
    }
    for (const { key, text, at: place } of entries ?? [])
      variables.push({ name: key, value: text, at: place.from === "inline" ? placeOf(place) : null });
  }
  for (const [name, value] of entriesAt(object.data, [...path, "substitute"])) {
    const place = placesOf(object, [...path, "substitute", name]).at(-1);
    if (place !== undefined) variables.push({ name, value, at: place });
  }
  return { variables, unseen, at };
}

function placeOf({ file, document, path }: Place): Place {
  return { file, document, path };
}
