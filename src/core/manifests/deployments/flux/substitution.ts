import { dataAt } from "../../data.ts";
import { type DeclaredObject, entriesAt, fieldAt, itemsAt, placesOf } from "../declared-object.ts";
import type { Substitution, Variable } from "../deployment.ts";
import type { Doubts } from "../reading.ts";
import type { ConfigMaps } from "./config-maps.ts";

/** `postBuild`: config maps and secrets in their order, then `substitute`, which wins. `null` without it. */
export function readSubstitution(
  configMaps: ConfigMaps,
  doubts: Doubts,
  object: DeclaredObject,
): Substitution | null {
  const at = ["spec", "postBuild"];
  if (!(dataAt(object.data, at) instanceof Map)) return null;
  const from = itemsAt(object.data, [...at, "substituteFrom"]).flatMap((item): readonly Variable[] => {
    const [kind, name] = [fieldAt(item, ["kind"]) ?? "", fieldAt(item, ["name"]) ?? ""];
    const entries = kind === "ConfigMap" ? configMaps.entries(object.file, name, object.namespace) : null;
    if (entries === null) doubts.valuesElsewhere(`${kind} ${name}`);
    return (entries ?? []).flatMap((entry): readonly Variable[] =>
      entry.at.from === "inline" ? [{ name: entry.key, value: entry.text, at: placeOf(entry.at) }] : [],
    );
  });
  const own = entriesAt(object.data, [...at, "substitute"]).flatMap(([name, value]): readonly Variable[] => {
    const place = placesOf(object, [...at, "substitute", name]).at(-1);
    return place === undefined ? [] : [{ name, value, at: place }];
  });
  return { variables: [...from, ...own] };
}

function placeOf({ file, document, path }: Variable["at"]): Variable["at"] {
  return { file, document, path };
}
