import type { Environment } from "./environment.ts";
import type { Kustomization } from "./kustomization.ts";
import { layersBelow } from "./layers-of.ts";
import { includedPaths } from "./references.ts";
import type { Survey } from "./survey.ts";

/**
 * The outermost kustomization of an environment that a file comes through: the environment's own, or the one inside of a
 * folder for which Flux writes a kustomization; `null` where there is none, or not one alone.
 */
export function ownKustomization(
  { kustomizations }: Pick<Survey, "kustomizations">,
  environment: Environment,
  file: string | null,
): Kustomization | null {
  if (environment.kind !== "kustomization") return null;
  const { path, generated } = environment;
  if (generated === null) return kustomizations.get(path) ?? null;
  const holding = generated.flatMap((directory) => {
    const outermost = kustomizations.get(directory);
    if (outermost === undefined || file === null) return [];
    const layers = [...layersBelow(kustomizations, [directory])].flatMap(
      (one) => kustomizations.get(one) ?? [],
    );
    return layers.some((layer) => layer.file === file || includedPaths(layer).includes(file))
      ? [outermost]
      : [];
  });
  const [only, ...others] = holding;
  return others.length === 0 ? (only ?? null) : null;
}
