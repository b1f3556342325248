import {
  boundOf,
  err,
  explainRefusal,
  ok,
  type Refusal,
  type Result,
  resourceOf,
  type SettingName,
} from "../model/index.ts";
import { type Scaler, scalersIn } from "./autoscalers.ts";
import { type PlantedSlots, readCountSentinels, writtenOtherwise } from "./counts/read-count-sentinels.ts";
import type { TracedCount } from "./counts/traced-count.ts";
import { type Data, dataAt, loadData, splitRender, textAt } from "./data.ts";
import type { Environment } from "./environment.ts";
import { unsaid } from "./launch/launch.ts";
import { LaunchPlaces } from "./launch/launch-places.ts";
import { readRenderedLaunch } from "./launch/read-rendered-launch.ts";
import { customBlocks } from "./operators/custom-blocks.ts";
import { operatorContainers } from "./operators/operator-containers.ts";
import { reachOf } from "./reach.ts";
import { slotOfMarker, slotOfSentinel } from "./sentinel.ts";
import { settingRecord } from "./setting-record.ts";
import type { MapLevel, MapSlot, Slot } from "./slots.ts";
import type { Survey } from "./survey.ts";
import { noOverrides, type Trace, type TracedBlock, type TracedContainer } from "./trace.ts";
import type { TracedValue } from "./traced-value.ts";
import { type ContainerList, containerLists, isWorkloadOf, podSpecPath } from "./workload-nodes.ts";

/** Reads a render of planted texts: every value and every mark names which of the planted slots decides it. */
export function readSentinels(
  survey: Survey,
  environment: Environment,
  slots: readonly Slot[],
  rendered: string,
): Result<Trace, Refusal> {
  const places = new LaunchPlaces(survey, environment);
  const planted = readPlanted({ slots, ...otherWriter(survey, environment), places }, rendered);
  return planted.ok
    ? ok({ environment, foundBy: "render", ...planted.value, valuesFiles: [] })
    : err({ code: "render-failed", environment: environment.name, problem: planted.error });
}

/** What a render of planted texts shows. */
export type Planted = Pick<Trace, "containers" | "scalers"> & {
  readonly counts: readonly TracedCount[];
  readonly blocks: readonly TracedBlock[];
};

/** The same for a render of anything. The error is a problem for people. */
export function readPlanted(planted: PlantedTexts, rendered: string): Result<Planted, string> {
  const containers: TracedContainer[] = [];
  const counts: TracedCount[] = [];
  const scalers: Scaler[] = [];
  const blocks: TracedBlock[] = [];
  for (const text of splitRender(rendered)) {
    if (!/ontainers:|resources:|scaleTargetRef:/.test(text)) continue;
    const data = loadData(text);
    if (!data.ok) return data;
    for (const object of data.value) {
      containers.push(...readWorkload(planted, object), ...readOperated(planted, object));
      counts.push(...readCountSentinels(planted, object));
      scalers.push(...scalersIn(object));
      blocks.push(...readBlocks(planted, object, blocks.length));
    }
  }
  return ok({ containers, counts, scalers, blocks });
}

interface PlantedTexts extends PlantedSlots {
  readonly places: Pick<LaunchPlaces, "find">;
}

// A manifest that was not read is still below the kustomization's own patches; what comes after them is not.
function otherWriter(
  survey: Survey,
  environment: Environment,
): Pick<PlantedSlots, "otherwise" | "otherwiseGivesWay"> {
  const reached = reachOf(survey, environment);
  const unread = survey.problems.find(
    (problem) => "file" in problem && typeof problem.file === "string" && reached.has(problem.file),
  );
  return unread === undefined
    ? { otherwise: "a replacement, generator or transformer writes it" }
    : { otherwise: explainRefusal(unread).replace(/\.$/, ""), otherwiseGivesWay: true };
}

function readWorkload(planted: PlantedTexts, object: Data): readonly TracedContainer[] {
  const [kind, apiVersion] = [textAt(object, ["kind"]), textAt(object, ["apiVersion"])];
  const name = textAt(object, ["metadata", "name"]);
  if (kind === null || apiVersion === null || name === null || !isWorkloadOf(apiVersion, kind)) return [];
  const namespace = textAt(object, ["metadata", "namespace"]);
  const workload = { namespace, kind, apiVersion, name };
  return containerLists.flatMap((list) => {
    const items = dataAt(object, [...podSpecPath(kind), list]);
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: Data, index) => {
      const part = readContainer(planted, item, list, index);
      if (part === null) return [];
      const launch = readRenderedLaunch(item, { kind, name, container: part.container }, planted.places);
      return [{ ...workload, ...part, launch }];
    });
  });
}

function readOperated(planted: PlantedTexts, object: Data): readonly TracedContainer[] {
  return operatorContainers(object).map(({ resource, ...container }, index) => ({
    ...container,
    apiVersion: resource.apiVersion,
    resource,
    init: false,
    index,
    ...readBlock(planted, dataAt(object, resource.at)),
    launch: { ...unsaid, isDoubted: true },
  }));
}

function readBlocks(planted: PlantedTexts, object: Data, first: number): readonly TracedBlock[] {
  return customBlocks(object).map(({ resource, namespace }, index) => ({
    namespace,
    apiVersion: resource.apiVersion,
    resource,
    init: false,
    index: first + index,
    ...readBlock(planted, dataAt(object, resource.at)),
    launch: { ...unsaid, isDoubted: true },
  }));
}

type Block = Pick<TracedContainer, "values" | "maps" | "last" | "overrides">;
type ContainerPart = Block & Pick<TracedContainer, "container" | "init" | "index">;

function readContainer(
  planted: PlantedTexts,
  item: Data,
  list: ContainerList,
  index: number,
): ContainerPart | null {
  const container = textAt(item, ["name"]);
  return container === null
    ? null
    : { container, init: list === "initContainers", index, ...readBlock(planted, item) };
}

function readBlock(planted: PlantedTexts, item: Data): Block {
  const { slots } = planted;
  const marked = (path: readonly string[], level: MapLevel): readonly MapSlot[] =>
    marksAt(slots, item, path, level);
  const path = textAt(item, ["terminationMessagePath"]);
  return {
    values: settingRecord((setting) => readValue(planted, item, setting)),
    maps: {
      container: marked([], "container"),
      resources: marked(["resources"], "resources"),
      requests: marked(["resources", "requests"], "requests"),
      limits: marked(["resources", "limits"], "limits"),
    },
    overrides: noOverrides,
    last: path === null ? null : mapSlot(slots, path, "container"),
  };
}

function readValue(planted: PlantedTexts, item: Data, setting: SettingName): TracedValue {
  const { slots } = planted;
  const raw = textAt(item, ["resources", boundOf(setting), resourceOf(setting)]);
  if (raw === null) return { from: "nowhere" };
  const number = slotOfSentinel(raw);
  const slot = number === null ? undefined : slots[number];
  if (slot?.kind === "scalar") return { from: "slot", slot, through: null };
  return writtenOtherwise(planted, raw);
}

function marksAt(
  slots: readonly Slot[],
  item: Data,
  path: readonly string[],
  level: MapLevel,
): readonly MapSlot[] {
  const map = dataAt(item, path);
  if (!(map instanceof Map)) return [];
  return [...map.keys()].map((key) => mapSlot(slots, String(key), level)).filter((slot) => slot !== null);
}

function mapSlot(slots: readonly Slot[], mark: string, level: MapLevel): MapSlot | null {
  const number = slotOfMarker(mark);
  const slot = number === null ? undefined : slots[number];
  return slot?.kind === "map" && slot.level === level ? slot : null;
}
