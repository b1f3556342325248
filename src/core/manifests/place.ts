import type { Location } from "../model/index.ts";
import type { MapPlace, ScalarSlot } from "./slots.ts";
import type { TextRange } from "./traced-value.ts";

/** Where an edit belongs. */
export interface Place {
  readonly location: Location;
  readonly edit: PlannedEdit;
}

/** Where an edit belongs that changes several settings together. */
export interface SharedPlace {
  readonly place: Place;
  /** The same for all settings that such an edit changes, and for no other. */
  readonly key: string;
  /** How many these are. */
  readonly readers: number;
}

/** How a place is edited. */
type PlannedEdit =
  | { readonly kind: "replace"; readonly slot: ScalarSlot }
  /** Replaces the default in a value such as `${NAME:=default}`. */
  | { readonly kind: "replace-default"; readonly slot: ScalarSlot; readonly part: TextRange }
  /** Takes the key out. */
  | { readonly kind: "remove"; readonly slot: ScalarSlot }
  /** Adds the value at these keys below a mapping, where this container alone reads it. */
  | { readonly kind: "insert"; readonly map: MapPlace; readonly keys: readonly string[] }
  /** Adds a patch to the environment's own kustomization, or to its declaration, because the value is shared. */
  | NewPatch;

export interface NewPatch {
  readonly kind: "new-patch";
  readonly file: string;
  /** The mapping of a declaration, and the key in it that `patches` get to stand under, where it has none yet. */
  readonly into: { readonly map: MapPlace; readonly under: string | null } | null;
}
