import type { NodePath } from "../node-path.ts";

/** A block of resources in values, and what its path says of the container that it is for. */
export interface ContainerShape {
  /** Of the block, in the values of the release. */
  readonly path: NodePath;
  readonly role: "main" | "sidecar" | "init";
  /** Keys that name a part of the release, the outermost first; empty: the release has no parts. */
  readonly component: readonly string[];
  /** `null`: the chart names it. */
  readonly container: string | null;
  readonly certainty: ShapeCertainty;
}

/**
 * `named`: the path names the container. `usual`: charts call a part by this word, or the block is the release's own.
 * `guessed`: the path has words that mean something to this chart only.
 */
export type ShapeCertainty = "named" | "usual" | "guessed";
