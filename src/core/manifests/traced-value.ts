import type { MapPlace, ScalarSlot } from "./slots.ts";

/** What decides a value. */
export type TracedValue =
  | { readonly from: "slot"; readonly slot: ScalarSlot; readonly through: Detour | null }
  | { readonly from: "nowhere" }
  /** No scalar of the repository is known to decide it; `raw` is `null` where not even its text is known. */
  | { readonly from: "unknown"; readonly raw: string | null; readonly why: string };

/** The value was reached through a YAML alias or merge key, so the scalar has other readers. */
export interface Detour {
  readonly kind: "alias" | "merge";
  readonly name: string;
  readonly at: number;
}

/** Keys that would set the value, from a mapping that every container of the environment reads through. */
export interface Override {
  readonly map: MapPlace;
  readonly keys: readonly string[];
}
