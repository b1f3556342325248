import type { Err, Ok, RepositoryFiles } from "../core/model/index.ts";

/** Renders kustomizations and charts the way the cluster's reconciler would, from texts instead of a checkout. */
export interface Renderer {
  /** What it has the programs for; the rest is refused. */
  readonly renders: ReadonlySet<"kustomize" | "helm">;
  /** Makes a private copy of the files to render from. The caller closes it. */
  open(files: RepositoryFiles): Promise<RenderWorkspace>;
}

export interface RenderWorkspace {
  /**
   * Renders the kustomization in `directory` (`""` is the root) with `overlay` texts in place of the originals.
   */
  kustomize(directory: string, overlay: ReadonlyMap<string, string>): Promise<Rendered>;
  /** Renders a chart with `overlay` texts in place of the originals. */
  helm(chart: ChartToRender, overlay: ReadonlyMap<string, string>): Promise<Rendered>;
  close(): Promise<void>;
}

/** Multi-document YAML, or in one line why it does not render. */
export type Rendered = Ok<string> | DoesNotRender;

export interface DoesNotRender extends Err<string> {
  /**
   * The same program says the same of the same files every time. Not so where it took too long, needed too much of this
   * machine, or was not there.
   */
  readonly isLasting?: true;
}

/** A chart with the values that it is deployed with. All paths are paths from the root of the repository. */
export interface ChartToRender {
  readonly directory: string;
  readonly releaseName: string;
  /** `null`: the renderer's default. */
  readonly namespace: string | null;
  /** In the order in which they are merged; the last one that writes a value wins. */
  readonly values: readonly (
    | { readonly from: "file"; readonly path: string }
    | { readonly from: "text"; readonly text: string }
  )[];
  /** In the syntax of `--set`; applied after all values. */
  readonly parameters: readonly {
    readonly name: string;
    readonly value: string;
    readonly forceString: boolean;
  }[];
  /** Charts of the repository that stand in another one's `charts/` folder, as `helm dependency build` would put them. */
  readonly dependencies: readonly { readonly at: string; readonly chart: string }[];
  /** The cluster's version, `1.31.0`; the renderer's own where it is not given. */
  readonly kubeVersion?: string | undefined;
  /** What the cluster knows besides, `monitoring.coreos.com/v1/ServiceMonitor`. */
  readonly apiVersions?: readonly string[] | undefined;
  readonly includeCrds: boolean;
}
