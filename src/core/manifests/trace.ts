import type { SettingName, WorkloadKind } from "../model/index.ts";
import type { Scaler } from "./autoscalers.ts";
import type { TracedCount } from "./counts/traced-count.ts";
import type { Environment } from "./environment.ts";
import type { Launch } from "./launch/launch.ts";
import type { CustomResource } from "./operators/operator-containers.ts";
import { settingRecord } from "./setting-record.ts";
import type { MapLevel, MapSlot, Slot } from "./slots.ts";
import type { Override, TracedValue } from "./traced-value.ts";

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

/** What decides a block of resources in a custom resource, of which it is not known what is made from it. */
export interface TracedBlock extends Omit<TracedContainer, "kind" | "name" | "container"> {
  readonly resource: CustomResource;
}

export const noOverrides: TracedContainer["overrides"] = settingRecord(() => []);

/** All containers and counts of one environment. */
export interface Trace {
  readonly environment: Environment;
  readonly foundBy: FoundBy;
  readonly containers: readonly TracedContainer[];
  /** `null`: they were not looked for, so that nobody knows which of them the environment reads. */
  readonly counts: readonly TracedCount[] | null;
  /** What scales the workloads, named as in the environment. */
  readonly scalers: readonly Scaler[];
  /** Files of values that the environment merges. What is added to one of them reaches all who read it. */
  readonly valuesFiles: readonly string[];
  /** Places that something may read that was not found. */
  readonly unclaimed?: readonly Slot[];
  /** In custom resources of kinds that are not known; what runs tells whose they are. */
  readonly blocks?: readonly TracedBlock[];
}

/**
 * `render`: a renderer showed which line decides. `static`: the layers were followed. `values`: the chart is not in the
 * repository, but the container runs under a name of the release with the amounts that its values have.
 */
export type FoundBy = "render" | "static" | "values";
