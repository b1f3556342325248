import { isMap, isScalar, type Scalar } from "yaml";
import type { Place } from "../deployments/declared-object.ts";
import { readParsed } from "../deployments/declared-objects.ts";
import type { Deployment } from "../deployments/deployment.ts";
import { embeddedYaml } from "../kustomization-patches.ts";
import type { ParsedFile } from "../parsed-file.ts";
import { findSlots, type MapPlace, type ScalarSlot, type Slot } from "../slots.ts";
import type { Survey } from "../survey.ts";
import { lookUpPath } from "../yaml-nodes.ts";

/** What deployers say about settings, beside the kustomizations and manifests of the repository. */
export interface DeployerSurvey {
  /** The survey, with the files of the declarations and a slot for every setting in one of their patches. */
  readonly survey: Survey;
  readonly variables: VariablePlaces;
}

/** Places that variables are read from, or added at. */
export interface VariablePlaces {
  /** The value of a variable; `null` where it is no plain scalar of its own. */
  slotAt(place: Place): Omit<ScalarSlot, "setting"> | null;
  /** One object for one mapping: edits of one pull request that meet in it are planned together. */
  mapAt(place: Place): MapPlace | null;
  /** Several deployments read it. */
  isShared(place: Place): boolean;
}

/** Reads the patches and variables of all deployments together, so that a text that several of them use is one text. */
export function surveyDeployers(survey: Survey, deployments: readonly Deployment[]): DeployerSurvey {
  const parsed = new Map(survey.parsed);
  const read = (path: string): ParsedFile | null => {
    const file = readParsed({ ...survey, parsed }, path);
    if (file.ok) parsed.set(path, file.value);
    return file.ok ? file.value : null;
  };
  const slots = [...survey.slots];
  for (const place of patchPlaces(deployments)) slots.push(...patchSlots(read, place, slots.length));
  return {
    survey: { ...survey, parsed, slots, slotOf: new Map(slots.map((slot) => [slot.node, slot])) },
    variables: findVariablePlaces(read, deployments),
  };
}

type Read = (path: string) => ParsedFile | null;

function patchPlaces(deployments: readonly Deployment[]): readonly Place[] {
  const places = deployments.flatMap(({ sources }) =>
    sources.flatMap((source) => (source.kind === "kustomize" ? source.options.patches : [])),
  );
  return [...new Map(places.map((place) => [placeKey(place), place])).values()];
}

function patchSlots(read: Read, { file, document, path }: Place, firstId: number): readonly Slot[] {
  const yaml = read(file)?.yaml;
  const found = yaml && lookUpPath(yaml, yaml.documents[document]?.contents ?? null, [...path, "patch"]);
  if (yaml === undefined || found === undefined) return [];
  const text = embeddedYaml(yaml, document, [...path, "patch"], found.node, found.through !== null);
  return text === null ? [] : findSlots(text, firstId);
}

function findVariablePlaces(read: Read, deployments: readonly Deployment[]): VariablePlaces {
  const substitutions = deployments.flatMap(({ substitution }) => substitution ?? []);
  const places = substitutions.map(
    ({ variables, at }) =>
      new Map(
        [at, ...variables.flatMap(({ at: value }) => value ?? [])].map((place) => [placeKey(place), place]),
      ),
  );
  const readers = new Map<string, number>();
  for (const key of places.flatMap((some) => [...some.keys()])) readers.set(key, (readers.get(key) ?? 0) + 1);
  const slots = new Map<string, Omit<ScalarSlot, "setting">>();
  const maps = new Map<string, MapPlace>();
  for (const [key, place] of places.flatMap((some) => [...some])) {
    if (slots.has(key) || maps.has(key)) continue;
    // Below all that are planted, and never planted: the text of a variable can mean anything else as well.
    const id = -1 - slots.size - maps.size;
    const found = nodeAt(read, place);
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

function nodeAt(read: Read, { file, document, path }: Place) {
  const yaml = read(file)?.yaml;
  const found = yaml && lookUpPath(yaml, yaml.documents[document]?.contents ?? null, path);
  // What an alias or a merge key brings here stands elsewhere.
  return yaml === undefined || found === undefined || found.through !== null
    ? null
    : { yaml, node: found.node };
}

function placeKey({ file, document, path }: Place): string {
  return JSON.stringify([file, document, path]);
}
