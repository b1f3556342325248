import { isScalar } from "yaml";
import type { BuiltSurvey } from "../built-survey.ts";
import { findCountSlots } from "../counts/count-slots.ts";
import type { Place } from "../deployments/declared-object.ts";
import { readParsed } from "../deployments/declared-objects.ts";
import type { Environment, KustomizedEnvironment } from "../environment.ts";
import { type PatchEntry, readPatch } from "../kustomization-patches.ts";
import type { ParsedFile } from "../parsed-file.ts";
import { joinPath } from "../repository-path.ts";
import { findSlots, type Slot } from "../slots.ts";
import { isNull, lookUpPath } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import { type DeclaredPlaces, findDeclaredPlaces, placesIn } from "./declared-places.ts";

/** What deployers say about settings, beside the kustomizations and manifests of the repository. */
export interface DeployerSurvey {
  /** The files that were parsed, with those of the declarations. */
  readonly parsed: ReadonlyMap<string, ParsedFile>;
  /** The slots that were known, then those of the options. */
  readonly slots: readonly Slot[];
  readonly optionsOf: ReadonlyMap<KustomizedEnvironment, ReadOptions>;
  readonly declared: DeclaredPlaces;
}

/** The options of one deployer, as far as they decide settings. */
export interface ReadOptions {
  readonly patches: readonly PatchEntry[];
  /** The settings and counts that stand in the declaration itself. */
  readonly slots: readonly Slot[];
}

/**
 * Reads the patches, replicas and variables of all environments together, so that a text that several of them use is one
 * text. `others`: the places of what is deployed, too, and is
 * no environment.
 */
export function surveyDeployers(
  survey: BuiltSurvey,
  environments: readonly Environment[],
  others: readonly (readonly Place[])[],
): DeployerSurvey {
  const kustomized = environments.filter((one) => one.kind === "kustomization");
  const reading = new Declarations(survey);
  const optionsOf = new Map(kustomized.map((one) => [one, reading.options(one)]));
  const declared = findDeclaredPlaces(
    (path) => reading.parse(path),
    [...kustomized.map(placesIn), ...others],
  );
  return { parsed: reading.parsed, slots: reading.slots, optionsOf, declared };
}

class Declarations {
  readonly parsed: Map<string, ParsedFile>;
  readonly slots: Slot[];
  readonly #survey: BuiltSurvey;
  readonly #patches = new Map<string, PatchEntry>();
  readonly #slotsAt = new Map<string, readonly Slot[]>();

  constructor(survey: BuiltSurvey) {
    this.#survey = survey;
    this.parsed = new Map(survey.parsed);
    this.slots = [...survey.slots];
  }

  parse(path: string): YamlText | null {
    const file = readParsed({ ...this.#survey, parsed: this.parsed }, path);
    if (file.ok) this.parsed.set(path, file.value);
    return file.ok ? file.value.yaml : null;
  }

  options({ path, deployer }: KustomizedEnvironment): ReadOptions {
    const { patches, replicas } = deployer.options;
    const read = patches.flatMap((place) => {
      const patch = this.#patchAt(place, path);
      return patch === null ? [] : [{ place, patch }];
    });
    return {
      patches: read.map(({ patch }) => patch),
      slots: [
        ...read.flatMap(({ place, patch: { source } }) =>
          source.kind === "file" || source.yaml === null ? [] : this.#slotsOf(place, source.yaml),
        ),
        ...replicas.flatMap(({ count }) => this.#countAt(count)),
      ],
    };
  }

  // An ApplicationSet deploys many folders with one text; a file is looked for from each of them.
  #patchAt(place: Place, directory: string): PatchEntry | null {
    const known = this.#patches.get(keyOf(place));
    if (known !== undefined) return known;
    const at = this.#nodeAt(place);
    if (at === null) return null;
    const { yaml, node, isReached } = at;
    const where = { yaml, document: place.document, path: place.path };
    const locate = (reference: string): string | null => joinPath(directory, reference);
    const patch = readPatch(where, node, isReached, "patches", locate);
    if (patch?.source.kind === "inline") this.#patches.set(keyOf(place), patch);
    return patch;
  }

  #slotsOf(place: Place, yaml: YamlText): readonly Slot[] {
    return this.#add(place, (firstId) => {
      const settings = findSlots(yaml, firstId);
      return [...settings, ...findCountSlots(yaml, firstId + settings.length)];
    });
  }

  #countAt(place: Place): readonly Slot[] {
    const at = this.#nodeAt(place);
    if (at === null || at.isReached || !isScalar(at.node) || isNull(at.node)) return [];
    const { yaml, node } = at;
    const { document, path } = place;
    return this.#add(place, (id) => [
      { kind: "scalar", id, setting: "replicas", yaml, document, path, node },
    ]);
  }

  #add(place: Place, find: (firstId: number) => readonly Slot[]): readonly Slot[] {
    const known = this.#slotsAt.get(keyOf(place));
    if (known !== undefined) return known;
    const found = find(this.slots.length);
    this.slots.push(...found);
    this.#slotsAt.set(keyOf(place), found);
    return found;
  }

  #nodeAt({ file, document, path }: Place) {
    const yaml = this.parse(file);
    const found =
      yaml === null ? undefined : lookUpPath(yaml, yaml.documents[document]?.contents ?? null, path);
    if (yaml === null || found === undefined) return null;
    const { node, through } = found;
    return { yaml, node, isReached: through !== null || (node !== null && yaml.aliased.has(node)) };
  }
}

function keyOf({ file, document, path }: Place): string {
  return JSON.stringify([file, document, path]);
}
