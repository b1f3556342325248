import type { RepositoryFiles, Result } from "../core/model/index.ts";

/** Renders kustomizations the way the cluster's reconciler would, from texts instead of a checkout. */
export interface Renderer {
  /** Makes a private copy of the files to render from. The caller closes it. */
  open(files: RepositoryFiles): Promise<RenderWorkspace>;
}

export interface RenderWorkspace {
  /**
   * Renders the kustomization in `directory` (`""` is the root) with `overlay` texts in place of the originals.
   * The answer is multi-document YAML. A refusal says in one line why it does not render.
   */
  kustomize(directory: string, overlay: ReadonlyMap<string, string>): Promise<Result<string, string>>;
  close(): Promise<void>;
}
