import { isMap, type Node } from "yaml";
import { boundOf, resourceOf, type SettingName } from "../model/index.ts";
import { type Scaler, scalersIn } from "./autoscalers.ts";
import { traceRawCounts } from "./counts/trace-raw-counts.ts";
import type { TracedCount } from "./counts/traced-count.ts";
import { loadData } from "./data.ts";
import type { Environment } from "./environment.ts";
import { containerPath } from "./launch/container-path.ts";
import { unsaid } from "./launch/launch.ts";
import { readLaunch } from "./launch/read-launch.ts";
import type { CustomBlock } from "./operators/custom-blocks.ts";
import { customNodesIn, type OperatorNode, operatorNodesIn } from "./operators/operator-objects.ts";
import { settingRecord } from "./setting-record.ts";
import type { MapLevel, MapPlace, MapSlot } from "./slots.ts";
import type { Survey } from "./survey.ts";
import { noOverrides, type Trace, type TracedBlock, type TracedContainer } from "./trace.ts";
import type { TracedValue } from "./traced-value.ts";
import { type ContainerNode, containersOf, type WorkloadNode, workloadsIn } from "./workload-nodes.ts";
import { isNull, lookUpPath, textOf } from "./yaml-nodes.ts";
import type { YamlText } from "./yaml-text.ts";

/** Reads the manifests of a folder that are applied as they are: each value decides itself. */
export function traceRaw(survey: Survey, environment: Environment): Trace {
  const containers: TracedContainer[] = [];
  const counts: TracedCount[] = [];
  const scalers: Scaler[] = [];
  const blocks: TracedBlock[] = [];
  for (const file of survey.raw.get(environment.path) ?? []) {
    for (const workload of workloadsIn(file.yaml)) {
      for (const container of containersOf(workload))
        containers.push(traceContainer(survey, workload, container));
    }
    for (const [index, node] of operatorNodesIn(file.yaml).entries())
      containers.push(traceOperated(survey, file.yaml, node, index));
    for (const node of customNodesIn(file.yaml))
      blocks.push(traceOperated(survey, file.yaml, node, blocks.length));
    counts.push(...traceRawCounts(survey, file.yaml));
    const data = loadData(file.text);
    if (data.ok) scalers.push(...data.value.flatMap(scalersIn));
  }
  return { environment, foundBy: "static", containers, counts, scalers, valuesFiles: [], blocks };
}

function traceContainer(survey: Survey, workload: WorkloadNode, container: ContainerNode): TracedContainer {
  const { namespace, kind, apiVersion, name, yaml } = workload;
  return {
    namespace,
    kind,
    apiVersion,
    name,
    container: container.name,
    init: container.list === "initContainers",
    index: container.index,
    ...blockAt(survey, yaml, container.node),
    overrides: noOverrides,
    launch: readLaunch(yaml, container.node, containerPath(workload, container)),
  };
}

function traceOperated<Made extends CustomBlock>(
  survey: Survey,
  yaml: YamlText,
  node: Omit<OperatorNode, "made"> & { readonly made: Made },
  index: number,
): Made & TracedBlock {
  const { resource } = node.made;
  const found = lookUpPath(yaml, node.root, resource.at);
  const holder = found?.through === null ? found.node : null;
  const path = [...node.path, ...resource.at];
  const map: MapPlace | null = isMap(holder)
    ? { id: -1, yaml, document: node.document, path, node: holder }
    : null;
  return {
    ...node.made,
    apiVersion: resource.apiVersion,
    init: false,
    index,
    ...blockAt(survey, yaml, found?.node ?? null),
    // No slot stands for a mapping that is no container, so this is how a block is added to it.
    overrides: settingRecord((setting) =>
      map === null ? [] : [{ map, keys: ["resources", boundOf(setting), resourceOf(setting)] }],
    ),
    launch: { ...unsaid, isDoubted: true },
  };
}

/** What the mapping of a container, or one like it, says of its resources. */
function blockAt(
  survey: Survey,
  yaml: YamlText,
  holder: Node | null,
): Pick<TracedContainer, "values" | "maps" | "last"> {
  const mapsBelow = (...path: readonly string[]): readonly MapSlot[] =>
    mapAt(survey, below(yaml, holder, path));
  const maps = {
    container: mapAt(survey, holder),
    resources: mapsBelow("resources"),
    requests: mapsBelow("resources", "requests"),
    limits: mapsBelow("resources", "limits"),
  } satisfies Record<MapLevel, readonly MapSlot[]>;
  const values = settingRecord((setting) => traceValue(survey, yaml, holder, setting));
  return { values, maps, last: maps.container[0] ?? null };
}

function traceValue(survey: Survey, yaml: YamlText, holder: Node | null, setting: SettingName): TracedValue {
  const path = ["resources", boundOf(setting), resourceOf(setting)];
  const found = lookUpPath(yaml, holder, path);
  if (found === undefined || isNull(found.node)) return { from: "nowhere" };
  const slot = found.node === null ? undefined : survey.slotOf.get(found.node);
  if (slot?.kind === "scalar") return { from: "slot", slot, through: found.through };
  const why = "the value is not a plain scalar of this container";
  return { from: "unknown", raw: textOf(found.node) ?? "", why };
}

function below(yaml: YamlText, holder: Node | null, path: readonly string[]): Node | null {
  const found = lookUpPath(yaml, holder, path);
  return found === undefined || found.through !== null ? null : found.node;
}

function mapAt(survey: Survey, node: Node | null): readonly MapSlot[] {
  const slot = isMap(node) ? survey.slotOf.get(node) : undefined;
  return slot?.kind === "map" ? [slot] : [];
}
