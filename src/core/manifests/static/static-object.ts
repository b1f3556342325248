import type { SettingName, WorkloadKind } from "../../model/index.ts";
import type { Launch } from "../launch/launch.ts";
import type { MapLevel, MapSlot } from "../slots.ts";
import type { TracedValue } from "../traced-value.ts";
import type { Labels } from "./label-selector.ts";

/** A workload while the layers of an environment are applied to it without a renderer. */
export interface StaticObject {
  readonly apiVersion: string;
  readonly kind: WorkloadKind;
  /** Every name it had so far; the last one is its name now. Kustomize matches patches against all of them. */
  readonly names: readonly string[];
  readonly namespaces: readonly (string | null)[];
  /** As the layers so far left them. */
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly containers: readonly StaticContainer[];
  /** Why nothing can be said about it; `null` while it is understood. */
  readonly doubt: string | null;
}

export interface StaticContainer {
  readonly name: string;
  readonly init: boolean;
  readonly values: Readonly<Record<SettingName, TracedValue>>;
  readonly maps: Readonly<Record<MapLevel, readonly MapSlot[]>>;
  readonly last: MapSlot | null;
  readonly launch: Launch;
}

export function doubted(object: StaticObject, doubt: string): StaticObject {
  return { ...object, doubt: object.doubt ?? doubt };
}
