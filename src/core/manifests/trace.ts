import type { SettingName, WorkloadKind } from "../model/index.ts";
import type { Environment } from "./environment.ts";
import type { Launch } from "./launch/launch.ts";
import type { MapLevel, MapSlot, ScalarSlot } from "./slots.ts";

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
  readonly launch: Launch;
}

export type TracedValue =
  | { readonly from: "slot"; readonly slot: ScalarSlot; readonly through: Detour | null }
  | { readonly from: "nowhere" }
  /** No scalar of the repository is known to decide it; `raw` is `null` where not even its text is known. */
  | { readonly from: "unknown"; readonly raw: string | null; readonly why: string };

/** The value was reached through a YAML alias or merge key, so the scalar has other readers. */
interface Detour {
  readonly kind: "alias" | "merge";
  readonly name: string;
  readonly at: number;
}

/** All containers of one environment. */
export interface Trace {
  readonly environment: Environment;
  readonly foundBy: "render" | "static";
  readonly containers: readonly TracedContainer[];
}
