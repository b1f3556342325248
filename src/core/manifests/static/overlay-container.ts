import { isMap, type Node } from "yaml";
import { boundOf, resourceOf, type SettingName, settingNames } from "../../model/index.ts";
import { unsaid } from "../launch/launch.ts";
import { mergeLaunch } from "../launch/read-launch.ts";
import { settingRecord } from "../setting-record.ts";
import type { MapLevel, MapSlot } from "../slots.ts";
import type { Survey } from "../survey.ts";
import type { TracedValue } from "../traced-value.ts";
import { isNull, lookUpPath, textOf } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import type { StaticContainer } from "./static-object.ts";

/** A mapping of a text that is laid over a container: the container's own, or one below it. */
export interface Layer {
  readonly survey: Survey;
  readonly yaml: YamlText;
  readonly node: Node | null;
}

/** A container as one text declares it. */
export function declareContainer(layer: Layer, name: string, init: boolean): StaticContainer {
  const nothing: StaticContainer = {
    name,
    init,
    values: settingRecord(() => ({ from: "nowhere" })),
    maps: { container: [], resources: [], requests: [], limits: [] },
    last: null,
    launch: unsaid,
  };
  return mergeContainer(nothing, layer);
}

/** Merges a mapping over a container, as a strategic merge does: null deletes, mappings are merged. */
export function mergeContainer(container: StaticContainer, layer: Layer): StaticContainer {
  const mine = mapsOf(layer);
  return {
    ...container,
    values: settingRecord((setting) => mergeValue(container.values[setting], layer, setting)),
    maps: {
      container: [...container.maps.container, ...mine.container],
      resources: mergeMaps(container, "resources", layer, mine.resources),
      requests: mergeMaps(container, "requests", layer, mine.requests),
      limits: mergeMaps(container, "limits", layer, mine.limits),
    },
    last: mine.container[0] ?? container.last,
    launch: mergeLaunch(container.launch, layer.yaml, layer.node, `container ${container.name}`),
  };
}

/** Replaces what is at `path` below `resources` (empty: `resources` itself), as a JSON6902 operation does. */
export function replaceResources(
  container: StaticContainer,
  path: readonly string[],
  layer: Layer,
): StaticContainer {
  const cleared = clearResources(container, path);
  const [bound, resource] = path;
  const setting = settingNames.find((name) => name === `${bound}.${resource}`);
  if (setting !== undefined) {
    return {
      ...cleared,
      values: { ...cleared.values, [setting]: valueAt(layer, []) ?? { from: "nowhere" } },
    };
  }
  const depth = path.length;
  const values = settingRecord((name): TracedValue => {
    const keys = [boundOf(name), resourceOf(name)];
    const below = depth === 0 || boundOf(name) === bound;
    return below ? (valueAt(layer, keys.slice(depth)) ?? { from: "nowhere" }) : cleared.values[name];
  });
  const at = (level: MapLevel, keys: readonly string[]): readonly MapSlot[] =>
    depth === 0 || level === bound ? slotsAt(layer, keys.slice(depth)) : cleared.maps[level];
  return {
    ...cleared,
    values,
    maps: {
      ...cleared.maps,
      resources: depth === 0 ? slotsAt(layer, []) : cleared.maps.resources,
      requests: at("requests", ["requests"]),
      limits: at("limits", ["limits"]),
    },
  };
}

/** Removes what is at `path` below `resources`. */
export function clearResources(container: StaticContainer, path: readonly string[]): StaticContainer {
  const gone = (name: SettingName): boolean =>
    [boundOf(name), resourceOf(name)].slice(0, path.length).every((key, index) => key === path[index]);
  const keeps = (level: MapLevel): boolean => path.length === 2 || (path.length === 1 && path[0] !== level);
  return {
    ...container,
    values: settingRecord((name): TracedValue => (gone(name) ? { from: "nowhere" } : container.values[name])),
    maps: {
      container: container.maps.container,
      resources: path.length === 0 ? [] : container.maps.resources,
      requests: keeps("requests") ? container.maps.requests : [],
      limits: keeps("limits") ? container.maps.limits : [],
    },
  };
}

function mergeValue(before: TracedValue, layer: Layer, setting: SettingName): TracedValue {
  const path = ["resources", boundOf(setting), resourceOf(setting)];
  for (let depth = 1; depth < path.length; depth++) {
    const above = lookUpPath(layer.yaml, layer.node, path.slice(0, depth));
    if (above === undefined) return before;
    if (isNull(above.node)) return { from: "nowhere" };
  }
  return valueAt(layer, path) ?? before;
}

function valueAt(layer: Layer, path: readonly string[]): TracedValue | null {
  const found = lookUpPath(layer.yaml, layer.node, path);
  if (found === undefined) return null;
  if (isNull(found.node)) return { from: "nowhere" };
  const slot = found.node === null ? undefined : layer.survey.slotOf.get(found.node);
  if (slot?.kind === "scalar") return { from: "slot", slot, through: found.through };
  return { from: "unknown", raw: textOf(found.node) ?? "", why: "the value is not a plain scalar" };
}

function mergeMaps(
  container: StaticContainer,
  level: "resources" | "requests" | "limits",
  layer: Layer,
  mine: readonly MapSlot[],
): readonly MapSlot[] {
  const path = level === "resources" ? ["resources"] : ["resources", level];
  const deleted = path.some((_, index) => {
    const found = lookUpPath(layer.yaml, layer.node, path.slice(0, index + 1));
    return found !== undefined && isNull(found.node);
  });
  return deleted ? [] : [...container.maps[level], ...mine];
}

function mapsOf(layer: Layer): Readonly<Record<MapLevel, readonly MapSlot[]>> {
  return {
    container: slotsAt(layer, []),
    resources: slotsAt(layer, ["resources"]),
    requests: slotsAt(layer, ["resources", "requests"]),
    limits: slotsAt(layer, ["resources", "limits"]),
  };
}

function slotsAt(layer: Layer, path: readonly string[]): readonly MapSlot[] {
  const found = lookUpPath(layer.yaml, layer.node, path);
  if (found === undefined || found.through !== null || !isMap(found.node)) return [];
  const slot = layer.survey.slotOf.get(found.node);
  return slot?.kind === "map" ? [slot] : [];
}
