import { type PatchEntry, readPatches } from "../../kustomization-patches.ts";
import { joinPath } from "../../repository-path.ts";
import { lookUpPath } from "../../yaml-nodes.ts";
import type { Place } from "../declared-object.ts";
import { readParsed } from "../declared-objects.ts";
import type { KustomizeOptions } from "../deployment.ts";
import type { Reading } from "../reading.ts";
import type { Layer } from "./layered.ts";

/**
 * The options of a deployer as one more layer around what it deploys; `null` when they change no name, namespace or
 * field. Its components are followed with the folder.
 */
export function optionsLayer(reading: Reading, key: string, options: KustomizeOptions): Layer | null {
  const { namespace, namePrefix, nameSuffix } = options;
  const patches = patchesOf(reading, options.patches);
  if (patches.length === 0 && namespace === null && namePrefix === "" && nameSuffix === "") return null;
  const file = options.patches[0]?.file ?? key;
  return {
    file,
    directory: key,
    namespace,
    namePrefix,
    nameSuffix,
    patches,
    adds: options,
    components: [],
    locate: () => null,
  };
}

// The places are entries of lists called `patches`; each list is read once.
function patchesOf({ survey }: Reading, places: readonly Place[]): readonly PatchEntry[] {
  const lists = new Map(
    places.map((place) => [JSON.stringify([place.file, place.document, place.path.slice(0, -1)]), place]),
  );
  return [...lists.values()].flatMap(({ file, document, path }) => {
    const parsed = readParsed(survey, file);
    if (!parsed.ok) return [];
    const { yaml } = parsed.value;
    const holder = lookUpPath(yaml, yaml.documents[document]?.contents ?? null, path.slice(0, -2));
    return readPatches(yaml, holder?.node ?? null, (reference) => joinPath("", reference));
  });
}
