import type { SettingName, WorkloadKind } from "../model/index.ts";
import type { Environment } from "./environment.ts";
import type { Launch } from "./launch/launch.ts";
import type { CustomResource } from "./operators/operator-containers.ts";
import { settingRecord } from "./setting-record.ts";
import type { MapLevel, MapPlace, MapSlot, ScalarSlot, Slot } from "./slots.ts";

/** What decides the settings of one container in one environment. */
export interface TracedContainer {
  readonly namespace: string | null;
  readonly kind: WorkloadKind;
  readonly apiVersion: string;
  readonly name: string;
  readonly container: string;
  readonly init: boolean;
  /** Position in the rendered list of containers. */
  readonly index: number;
  readonly values: Readonly<Record<SettingName, TracedValue>>;
  /** The mappings of all layers that take part in the result. */
  readonly maps: Readonly<Record<MapLevel, readonly MapSlot[]>>;
  /** The container mapping of the layer that is applied last; `null` when it is not known. */
  readonly last: MapSlot | null;
  /**
   * Where else a value of its own could be added, by setting, the place that is applied last first: values of a chart
   * can be added to any of the files that are merged.
   */
  readonly overrides: Readonly<Record<SettingName, readonly Override[]>>;
  readonly launch: Launch;
  /** Where an operator makes the workload: the object that its settings are written in. `apiVersion` is this object's. */
  readonly resource?: CustomResource;
}

/** Keys that would set the value, from a mapping that every container of the environment reads through. */
export interface Override {
  readonly map: MapPlace;
  readonly keys: readonly string[];
}

export const noOverrides: TracedContainer["overrides"] = settingRecord(() => []);

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
  | { readonly from: "unknown"; readonly raw: string | null; readonly why: string };

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

/** All containers of one environment. */
export interface Trace {
  readonly environment: Environment;
  readonly foundBy: FoundBy;
  readonly containers: readonly TracedContainer[];
  /** Files of values that the environment merges. What is added to one of them reaches all who read it. */
  readonly valuesFiles: readonly string[];
  /** Places that something may read that was not found. */
  readonly unclaimed?: readonly Slot[];
}

/**
 * `render`: a renderer showed which line decides. `static`: the layers were followed. `values`: the chart is not in the
 * repository, but the container runs under a name of the release with the amounts that its values have.
 */
export type FoundBy = "render" | "static" | "values";
