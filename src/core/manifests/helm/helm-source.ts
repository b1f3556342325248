import type { NodePath } from "../node-path.ts";

/**
 * A chart of the repository as one environment deploys it: what an Argo CD Application, a Flux HelmRelease or a
 * `helmCharts` entry of a kustomization says, with all paths resolved to paths from the root of the repository.
 */
export interface HelmSource {
  /** Directory of the chart; `""` is the root. */
  readonly chart: string;
  readonly releaseName: string;
  /** `null`: the deployer's own default, which no file states. */
  readonly namespace: string | null;
  /** In the order in which they are merged: the last one that writes a value wins. The chart's own `values.yaml` comes before. */
  readonly values: readonly HelmValues[];
  /** `--set` and `--set-string`, applied after all values. */
  readonly parameters: readonly HelmParameter[];
}

export type HelmValues =
  | { readonly from: "file"; readonly path: string }
  /** Values written inside another file: a text (`helm.values: |`) or a mapping (`helm.valuesObject`, `spec.values`). */
  | {
      readonly from: "inline";
      readonly file: string;
      /** Index of the YAML document in the file. */
      readonly document: number;
      /** Where the text or the mapping lies in the document. */
      readonly path: NodePath;
    };

export interface HelmParameter {
  /** In the syntax of `--set`: `image.tag`, `containers[0].name`. */
  readonly name: string;
  readonly value: string;
  /** Kept as text, as `--set-string` does, where `--set` would read a number or a boolean. */
  readonly forceString: boolean;
}
