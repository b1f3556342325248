import { isMap, type Node } from "yaml";
import { boundOf, resourceOf, type SettingName } from "../model/index.ts";
import { type Scaler, scalersIn } from "./autoscalers.ts";
import { traceRawCounts } from "./counts/trace-raw-counts.ts";
import type { TracedCount } from "./counts/traced-count.ts";
import { loadData } from "./data.ts";
import type { Environment } from "./environment.ts";
import { containerPath } from "./launch/container-path.ts";
import { readLaunch } from "./launch/read-launch.ts";
import { settingRecord } from "./setting-record.ts";
import type { MapLevel, MapSlot } from "./slots.ts";
import type { Survey } from "./survey.ts";
import { noOverrides, type Trace, type TracedContainer } from "./trace.ts";
import type { TracedValue } from "./traced-value.ts";
import { type ContainerNode, containersOf, type WorkloadNode, workloadsIn } from "./workload-nodes.ts";
import { isNull, lookUpPath, textOf } from "./yaml-nodes.ts";

/** Reads the manifests of a folder that are applied as they are: each value decides itself. */
export function traceRaw(survey: Survey, environment: Environment): Trace {
  const containers: TracedContainer[] = [];
  const counts: TracedCount[] = [];
  const scalers: Scaler[] = [];
  for (const file of survey.raw.get(environment.path) ?? []) {
    for (const workload of workloadsIn(file.yaml)) {
      for (const container of containersOf(workload))
        containers.push(traceContainer(survey, workload, container));
    }
    counts.push(...traceRawCounts(survey, file.yaml));
    const data = loadData(file.text);
    if (data.ok) scalers.push(...data.value.flatMap(scalersIn));
  }
  return { environment, foundBy: "static", containers, counts, scalers, valuesFiles: [] };
}

function traceContainer(survey: Survey, workload: WorkloadNode, container: ContainerNode): TracedContainer {
  const maps = {
    container: mapAt(survey, container.node),
    resources: mapAt(survey, below(workload, container, ["resources"])),
    requests: mapAt(survey, below(workload, container, ["resources", "requests"])),
    limits: mapAt(survey, below(workload, container, ["resources", "limits"])),
  } satisfies Record<MapLevel, readonly MapSlot[]>;
  return {
    namespace: workload.namespace,
    kind: workload.kind,
    apiVersion: workload.apiVersion,
    name: workload.name,
    container: container.name,
    init: container.list === "initContainers",
    index: container.index,
    values: settingRecord((setting) => traceValue(survey, workload, container, setting)),
    maps,
    last: maps.container[0] ?? null,
    overrides: noOverrides,
    launch: readLaunch(workload.yaml, container.node, containerPath(workload, container)),
  };
}

function traceValue(
  survey: Survey,
  workload: WorkloadNode,
  container: ContainerNode,
  setting: SettingName,
): TracedValue {
  const path = ["resources", boundOf(setting), resourceOf(setting)];
  const found = lookUpPath(workload.yaml, container.node, path);
  if (found === undefined || isNull(found.node)) return { from: "nowhere" };
  const slot = found.node === null ? undefined : survey.slotOf.get(found.node);
  if (slot?.kind === "scalar") return { from: "slot", slot, through: found.through };
  const why = "the value is not a plain scalar of this container";
  return { from: "unknown", raw: textOf(found.node) ?? "", why };
}

function below(workload: WorkloadNode, container: ContainerNode, path: readonly string[]): Node | null {
  const found = lookUpPath(workload.yaml, container.node, path);
  return found === undefined || found.through !== null ? null : found.node;
}

function mapAt(survey: Survey, node: Node | null): readonly MapSlot[] {
  const slot = isMap(node) ? survey.slotOf.get(node) : undefined;
  return slot?.kind === "map" ? [slot] : [];
}
