import type { Environment } from "./environment.ts";
import { includedPaths } from "./references.ts";
import type { Survey } from "./survey.ts";

/** Directories of all kustomizations that an environment is built from. */
export function layersOf(
  { kustomizations }: Pick<Survey, "kustomizations">,
  environment: Environment,
): ReadonlySet<string> {
  const seen = new Set<string>();
  if (environment.kind !== "kustomization") return seen;
  const queue = [...startsOf(environment)];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const kustomization = kustomizations.get(at);
    if (seen.has(at) || kustomization === undefined) continue;
    seen.add(at);
    queue.push(...includedPaths(kustomization));
  }
  return seen;
}

/** What a deployer builds, and the components that it adds: directories and, where it lists them itself, files. */
export function startsOf(environment: Environment & { readonly kind: "kustomization" }): readonly string[] {
  const { path, generated, deployer } = environment;
  return [...(generated ?? [path]), ...deployer.options.components];
}
