import { boundOf, resourceOf, type SettingName } from "../../model/index.ts";
import type { TracedCount } from "../counts/traced-count.ts";
import type { ChartTrace } from "../helm/chart-trace.ts";
import type { Planted } from "../read-sentinels.ts";
import { settingRecord } from "../setting-record.ts";
import type { MapSlot } from "../slots.ts";
import type { TracedContainer } from "../trace.ts";
import { narrowOf, type Override, type TracedValue } from "../traced-value.ts";

/**
 * Adds to a chart's trace what a render of planted templates showed: a value that a template writes itself, and the
 * container in a template that a missing one could be added to, where the chart makes one container of it. What values
 * decide stays as it is.
 */
export function throughTemplates(
  trace: ChartTrace,
  planted: Pick<Planted, "containers" | "counts">,
): ChartTrace {
  const shown = new Map(planted.containers.map((container) => [containerKey(container), container]));
  const counted = new Map(planted.counts.map((count) => [countKey(count), count]));
  const uses = usesOf(planted.containers);
  const files = new Set<string>();
  const seen = (value: TracedValue): TracedValue => {
    if (value.from === "slot") files.add(value.slot.yaml.file);
    return value;
  };
  const containers = trace.containers.map((container) => {
    const own = shown.get(containerKey(container));
    if (own === undefined) return container;
    const place = placeIn(own, uses);
    if (place !== null) files.add(place.yaml.file);
    return {
      ...container,
      values: settingRecord((setting) => {
        const value = container.values[setting];
        // What can be said in values is not written into a template.
        return narrowOf(container.overrides[setting]).length > 0
          ? value
          : seen(written(value, own.values[setting]));
      }),
      overrides: settingRecord((setting) => [
        ...container.overrides[setting],
        ...(place === null || own.values[setting].from !== "nowhere" ? [] : [additionTo(place, setting)]),
      ]),
    };
  });
  const counts = trace.counts.map((count) => {
    const own = counted.get(countKey(count));
    return own === undefined ? count : { ...count, value: seen(written(count.value, own.value)) };
  });
  return { ...trace, containers, counts, valuesFiles: [...new Set([...trace.valuesFiles, ...files])] };
}

function written(value: TracedValue, own: TracedValue): TracedValue {
  return value.from === "unknown" && value.raw !== null && own.from === "slot" ? own : value;
}

function additionTo(map: MapSlot, setting: SettingName): Override {
  return { map, keys: ["resources", boundOf(setting), resourceOf(setting)] };
}

function placeIn({ maps }: TracedContainer, uses: ReadonlyMap<MapSlot, number>): MapSlot | null {
  const [only, ...others] = maps.container;
  return only === undefined || others.length > 0 || uses.get(only) !== 1 ? null : only;
}

function usesOf(containers: readonly TracedContainer[]): ReadonlyMap<MapSlot, number> {
  const uses = new Map<MapSlot, number>();
  for (const { maps } of containers)
    for (const slot of maps.container) uses.set(slot, (uses.get(slot) ?? 0) + 1);
  return uses;
}

function containerKey({ kind, namespace, name, init, index }: TracedContainer): string {
  return JSON.stringify([kind, namespace, name, init, index]);
}

function countKey({ kind, namespace, name, count }: TracedCount): string {
  return JSON.stringify([kind, namespace, name, count]);
}
