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

/** The place of each entry of a list of patches. */
export function patchesAt(object: DeclaredObject, at: NodePath): KustomizeOptions["patches"] {
  return itemsAt(object.data, at).flatMap((_, index) => placesOf(object, [...at, index]));
}
