import type { Environment } from "./environment.ts";
import type { Kustomization } from "./kustomization.ts";
import { includedPaths } from "./references.ts";
import type { Survey } from "./survey.ts";

/** Directories of all kustomizations that an environment is built from. */
export function layersOf(
  { kustomizations }: Pick<Survey, "kustomizations">,
  environment: Environment,
): ReadonlySet<string> {
  return environment.kind === "kustomization"
    ? layersBelow(kustomizations, startsOf(environment))
    : new Set();
}

/** The same for kustomizations in some directories, themselves included; other paths mean nothing. */
export function layersBelow(
  kustomizations: Survey["kustomizations"],
  starts: readonly string[],
): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...starts];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const kustomization = kustomizations.get(at);
    if (seen.has(at) || kustomization === undefined) continue;
    seen.add(at);
    queue.push(...includedPaths(kustomization));
  }
  return seen;
}

/** The kustomizations that an environment is built from and that inflate charts of the repository. */
export function inflatingLayers(survey: Survey, environment: Environment): readonly Kustomization[] {
  return [...layersOf(survey, environment)]
    .flatMap((directory) => survey.kustomizations.get(directory) ?? [])
    .filter(({ inflates }) => inflates.length > 0);
}

/** What a deployer builds, and the components that it adds: directories and, where it lists them itself, files. */
export function startsOf(environment: Environment & { readonly kind: "kustomization" }): readonly string[] {
  const { path, generated, deployer } = environment;
  return [...(generated ?? [path]), ...deployer.options.components];
}
