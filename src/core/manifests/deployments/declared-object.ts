import type { Refusal } from "../../model/index.ts";
import { type Data, dataAt } from "../data.ts";
import type { NodePath } from "../node-path.ts";

/** A node of a file; what lies there can be read, shown and edited. */
export interface Place {
  readonly file: string;
  /** Index of the document in the file. */
  readonly document: number;
  readonly path: NodePath;
}

/** An object of Argo CD or Flux, as a manifest of the repository and the patches on it say. */
export interface DeclaredObject {
  readonly file: string;
  readonly line: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
  /** With all patches applied. */
  readonly data: Data;
  /** Where the data comes from: the manifest, then each merged patch; a later one wins. */
  readonly layers: readonly DataLayer[];
  /** What could not be said about it while it was patched. */
  readonly problems: readonly Refusal[];
}

export interface DataLayer {
  /** Of the root of the object. */
  readonly at: Place;
  readonly data: Data;
}

/**
 * The places that together make the value at `path`, the deciding one last. A text or a list replaces what lies below
 * it, a mapping is merged with it, which is how kustomize patches an object whose schema it does not know.
 */
export function placesOf(object: DeclaredObject, path: NodePath): readonly Place[] {
  const places: Place[] = [];
  for (const { at, data } of object.layers.toReversed()) {
    const value = dataAt(data, path);
    if (value !== undefined) places.unshift({ ...at, path: [...at.path, ...path] });
    if ((value !== undefined && !(value instanceof Map)) || passesList(data, path)) break;
  }
  return places;
}

function passesList(data: Data, path: NodePath): boolean {
  return path.some((_, length) => Array.isArray(dataAt(data, path.slice(0, length))));
}

/** A scalar as text: YAML reads `true` and `5` as no text, though a field of text means them so. */
export function scalarAt(data: Data, path: NodePath): string | null {
  const value = dataAt(data, path);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : null;
}

/** A text that says something; an empty one means the same as none in every field that is read here. */
export function fieldAt(data: Data, path: NodePath): string | null {
  return scalarAt(data, path) || null;
}

export function itemsAt(data: Data, path: NodePath): readonly Data[] {
  const value = dataAt(data, path);
  return Array.isArray(value) ? value : [];
}

export function textsAt(data: Data, path: NodePath): readonly string[] {
  return itemsAt(data, path)
    .map((item) => scalarAt(item, []))
    .filter((text) => text !== null);
}

/** The entries of a mapping whose values are scalars. */
export function entriesAt(data: Data, path: NodePath): readonly (readonly [string, string])[] {
  const value = dataAt(data, path);
  if (!(value instanceof Map)) return [];
  return [...value].flatMap(([key, item]): (readonly [string, string])[] => {
    const text = scalarAt(item as Data, []);
    return text === null ? [] : [[String(key), text]];
  });
}

export function isTrueAt(data: Data, path: NodePath): boolean {
  return dataAt(data, path) === true;
}
