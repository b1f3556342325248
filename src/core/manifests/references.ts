import type { Kustomization } from "./kustomization.ts";

// A base is asked for them by everything that is built from it.
const known = new WeakMap<Kustomization, readonly string[]>();

/** Paths, files and directories alike, that a kustomization reads from the repository. */
export function includedPaths(kustomization: Kustomization): readonly string[] {
  const paths = known.get(kustomization) ?? [
    ...includedLayers(kustomization),
    ...patchFiles(kustomization),
    ...pluginPaths(kustomization),
  ];
  known.set(kustomization, paths);
  return paths;
}

/** Entries of `resources`, `bases` and `components` that lie in the repository. */
export function includedLayers(kustomization: Kustomization): readonly string[] {
  return joined(kustomization, [...kustomization.resources, ...kustomization.components]);
}

function patchFiles({ patches }: Kustomization): readonly string[] {
  return patches.flatMap(({ source }) =>
    source.kind === "file" && source.path !== null ? [source.path] : [],
  );
}

/** Paths under `generators`, `transformers` and `validators`; an entry may also be a text of its own. */
export function pluginPaths(kustomization: Kustomization): readonly string[] {
  return joined(
    kustomization,
    kustomization.plugins.filter((entry) => !/[\n{]/.test(entry)),
  );
}

function joined(kustomization: Kustomization, references: readonly string[]): readonly string[] {
  return references.map(kustomization.locate).filter((path) => path !== null);
}
