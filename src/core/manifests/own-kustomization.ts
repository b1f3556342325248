import type { Environment, KustomizedEnvironment } from "./environment.ts";
import type { Kustomization } from "./kustomization.ts";
import { layersBelow } from "./layers-of.ts";
import { chartFiles } from "./reach.ts";
import { includedPaths } from "./references.ts";
import type { Survey } from "./survey.ts";

// Asked for every setting; neither an environment nor its files ever change.
const insideOf = new WeakMap<KustomizedEnvironment, ReadonlyMap<string, readonly Kustomization[]>>();

/**
 * The outermost kustomization of an environment that a file comes through: the environment's own, or the one inside of a
 * folder for which Flux writes a kustomization; `null` where there is none, or not one alone.
 */
export function ownKustomization(
  survey: Survey,
  environment: Environment,
  file: string | null,
): Kustomization | null {
  if (environment.kind !== "kustomization") return null;
  const { path, generated } = environment;
  if (generated === null) return survey.kustomizations.get(path) ?? null;
  const inside = insideOf.get(environment) ?? outermostByFile(survey, generated);
  insideOf.set(environment, inside);
  const [only, ...others] = inside.get(file ?? "") ?? [];
  return others.length === 0 ? (only ?? null) : null;
}

function outermostByFile(
  survey: Survey,
  generated: readonly string[],
): ReadonlyMap<string, readonly Kustomization[]> {
  const { kustomizations } = survey;
  const found = new Map<string, Kustomization[]>();
  for (const directory of generated) {
    const outermost = kustomizations.get(directory);
    if (outermost === undefined) continue;
    const layers = [...layersBelow(kustomizations, [directory])].flatMap(
      (one) => kustomizations.get(one) ?? [],
    );
    const files = layers.flatMap((layer) => [
      layer.file,
      ...includedPaths(layer),
      ...layer.inflates.flatMap((source) => chartFiles(survey, source)),
    ]);
    for (const file of new Set(files)) found.set(file, [...(found.get(file) ?? []), outermost]);
  }
  return found;
}
