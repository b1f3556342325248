import { isMap, isScalar, type Scalar } from "yaml";
import type { Place } from "../deployments/declared-object.ts";
import type { Substitution } from "../deployments/deployment.ts";
import type { KustomizedEnvironment } from "../environment.ts";
import type { MapPlace, ScalarSlot } from "../slots.ts";
import { lookUpPath } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";

/** Places in declarations that variables are read from, or that variables and patches are added at. */
export interface DeclaredPlaces {
  /** The value of a variable; `null` where it is no plain scalar of its own. */
  slotAt(place: Place): Omit<ScalarSlot, "setting"> | null;
  /** One object for one mapping: edits of one pull request that meet in it are planned together. */
  mapAt(place: Place): MapPlace | null;
  /** Several deployments read it. */
  isShared(place: Place): boolean;
}

type Parse = (path: string) => YamlText | null;

/** The places that one reader has. */
export function placesIn({ deployer: { options, substitution } }: Pick<KustomizedEnvironment, "deployer">) {
  const { patchesAt } = options;
  return [...(patchesAt === null ? [] : [patchesAt]), ...substitutionPlaces(substitution)];
}

export function substitutionPlaces(substitution: Substitution | null): readonly Place[] {
  const variables = substitution?.variables.flatMap(({ at }) => at ?? []) ?? [];
  return substitution === null ? [] : [substitution.at, ...variables];
}

/** Finds all places; each list is that of one reader. */
export function findDeclaredPlaces(parse: Parse, lists: readonly (readonly Place[])[]): DeclaredPlaces {
  const places = lists.map((list) => new Map(list.map((place) => [placeKey(place), place])));
  const readers = new Map<string, number>();
  for (const key of places.flatMap((some) => [...some.keys()])) readers.set(key, (readers.get(key) ?? 0) + 1);
  const slots = new Map<string, Omit<ScalarSlot, "setting">>();
  const maps = new Map<string, MapPlace>();
  for (const [key, place] of places.flatMap((some) => [...some])) {
    if (slots.has(key) || maps.has(key)) continue;
    // Below all that are planted, and never planted: the text of a variable can mean anything else as well.
    const id = -1 - slots.size - maps.size;
    const found = nodeAt(parse, place);
    if (found === null) continue;
    const base = { id, yaml: found.yaml, document: place.document, path: place.path, isText: true } as const;
    if (isMap(found.node)) maps.set(key, { ...base, node: found.node });
    else if (isScalar(found.node)) slots.set(key, { ...base, kind: "scalar", node: found.node as Scalar });
  }
  return {
    slotAt: (place) => slots.get(placeKey(place)) ?? null,
    mapAt: (place) => maps.get(placeKey(place)) ?? null,
    isShared: (place) => (readers.get(placeKey(place)) ?? 0) > 1,
  };
}

function nodeAt(parse: Parse, { file, document, path }: Place) {
  const yaml = parse(file);
  const found =
    yaml === null ? undefined : lookUpPath(yaml, yaml.documents[document]?.contents ?? null, path);
  // What an alias or a merge key brings here stands elsewhere.
  return yaml === null || found === undefined || found.through !== null ? null : { yaml, node: found.node };
}

function placeKey({ file, document, path }: Place): string {
  return JSON.stringify([file, document, path]);
}
