import { dataAt } from "../data.ts";
import type { NodePath } from "../node-path.ts";
import { joinPath } from "../repository-path.ts";
import { type DeclaredObject, itemsAt, placesOf, textsAt } from "./declared-object.ts";
import type { KustomizeOptions } from "./deployment.ts";
import type { Doubts } from "./reading.ts";

/** Directories of a list of components, which Argo CD and Flux both take from the directory that is deployed. */
export function componentsAt(
  doubts: Doubts,
  { data }: DeclaredObject,
  at: NodePath,
  directory: string,
): readonly string[] {
  return textsAt(data, at).flatMap((written) => {
    const path = joinPath(directory, written);
    if (path === null) doubts.outside(written);
    return path ?? [];
  });
}

/**
 * The list `patches` of the mapping at a path: where its entries stand, and where one can be added. An Application needs
 * no such mapping; then one is added below the mapping around it.
 */
export function patchesIn(
  object: DeclaredObject,
  at: NodePath,
): Pick<KustomizeOptions, "patches" | "patchesAt" | "patchesUnder"> {
  const list = [...at, "patches"];
  const isThere = dataAt(object.data, at) !== undefined;
  // A list in a later layer would hide the one below.
  const holder = isThere ? at : at.slice(0, -1);
  const [only, ...others] = object.layers.length === 1 ? placesOf(object, holder) : [];
  return {
    patches: itemsAt(object.data, list).flatMap((_, index) => placesOf(object, [...list, index])),
    patchesAt: others.length === 0 ? (only ?? null) : null,
    patchesUnder: isThere ? null : String(at.at(-1)),
  };
}
