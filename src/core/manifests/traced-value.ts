import type { MapPlace, ScalarSlot } from "./slots.ts";

/** What decides a value. */
export type TracedValue =
  | {
      readonly from: "slot";
      readonly slot: ScalarSlot;
      readonly through: Detour | null;
      /** Only where the value is written with a variable that a deployer fills in. */
      readonly variable?: VariableUse;
    }
  | { readonly from: "nowhere" }
  /** No scalar of the repository is known to decide it; `raw` is `null` where not even its text is known. */
  | {
      readonly from: "unknown";
      readonly raw: string | null;
      readonly why: string;
      /** A patch that the environment's own kustomization gets would win over it. */
      readonly givesWay?: true;
    };

/** A value that is written as `${NAME}` or `${NAME:=default}`. */
export interface VariableUse {
  /** Setting this variable decides the value. */
  readonly name: string;
  /** The scalar that is written with the variable. */
  readonly writtenIn: ScalarSlot;
  /** What decides today; the slot is the value of a variable, or the scalar that is written with it. */
  readonly decides: "variable" | "default" | "nothing";
  /** What the value is today; `null`: nothing. */
  readonly text: string | null;
  /** A default's part of the slot's YAML, where it can be replaced. */
  readonly part: TextRange | null;
  /** Something else reads the variable that decides, here or in another deployment. */
  readonly isShared: boolean;
}

/** `[start, end)` of a text, in UTF-16 offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

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
  /** Fields of the environment that such a value feeds, where that is more than one. */
  readonly feeds?: number;
}

/** Those that set nothing else. */
export function narrowOf(overrides: readonly Override[]): readonly Override[] {
  return overrides.filter(({ feeds = 1 }) => feeds === 1);
}
