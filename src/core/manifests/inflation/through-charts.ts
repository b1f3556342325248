import type { Node } from "yaml";
import type { CountName, SettingName } from "../../model/index.ts";
import type { TracedCount } from "../counts/traced-count.ts";
import type { NodePath } from "../node-path.ts";
import { settingRecord } from "../setting-record.ts";
import type { MapSlot, ScalarSlot } from "../slots.ts";
import { noOverrides, type Trace, type TracedContainer } from "../trace.ts";
import type { TracedValue } from "../traced-value.ts";
import { lookUpPath, stringAt, textOf } from "../yaml-nodes.ts";
import type { InflatedChart } from "./inflated-chart.ts";

/**
 * Follows what a kustomization's render shows through the charts that it inflates: where the text that a chart rendered
 * decides, the values of the chart do, as its own renders showed.
 */
export function throughCharts(trace: Trace, charts: readonly InflatedChart[]): Trace {
  const through = new Charts(charts);
  return {
    ...trace,
    containers: trace.containers.map((container) => through.container(container)),
    counts: trace.counts?.map((count) => through.count(count)) ?? null,
    // Who makes what from a block that a chart may have written is not followed.
    blocks: charts.length === 0 ? (trace.blocks ?? []) : [],
    valuesFiles: [...new Set([...trace.valuesFiles, ...charts.flatMap((chart) => chart.trace.valuesFiles)])],
  };
}

/** A value of a chart, and what could be added in its place. */
type Deciding = Pick<TracedContainer, "values" | "overrides">;

class Charts {
  readonly #byFile: ReadonlyMap<string, InflatedChart>;

  constructor(charts: readonly InflatedChart[]) {
    this.#byFile = new Map(charts.map((chart) => [chart.yaml.file, chart]));
  }

  container(container: TracedContainer): TracedContainer {
    const { maps } = container;
    const origin = this.#only(maps.container.flatMap((slot) => this.#containerAt(slot, slot.path) ?? []));
    const values = settingRecord((setting) => {
      const value = container.values[setting];
      if (value.from === "slot") return this.#ofSetting(value.slot) ?? value;
      return value.from === "nowhere" ? (origin?.values[setting] ?? value) : value;
    });
    // A patch on top wins over what is added to the values below it.
    const isBelow = (setting: SettingName): boolean => {
      const value = container.values[setting];
      return value.from === "nowhere" || (value.from === "slot" && this.#byFile.has(value.slot.yaml.file));
    };
    return {
      ...container,
      values,
      maps: {
        container: this.#real(maps.container),
        resources: this.#real(maps.resources),
        requests: this.#real(maps.requests),
        limits: this.#real(maps.limits),
      },
      last: this.#real(container.last === null ? [] : [container.last])[0] ?? null,
      overrides:
        origin === null
          ? noOverrides
          : settingRecord((setting) => (isBelow(setting) ? origin.overrides[setting] : [])),
    };
  }

  count(count: TracedCount): TracedCount {
    const { value, specs, last } = count;
    const origin = value.from === "slot" ? this.#countAt(value.slot, count.count) : null;
    return {
      ...count,
      value: origin?.value ?? value,
      specs: this.#real(specs),
      last: this.#real(last === null ? [] : [last])[0] ?? null,
      overrides: origin?.overrides ?? [],
    };
  }

  #real(slots: readonly MapSlot[]): readonly MapSlot[] {
    return slots.filter(({ yaml }) => !this.#byFile.has(yaml.file));
  }

  #only(all: readonly Deciding[]): Deciding | null {
    const [first, ...others] = all;
    return first === undefined || others.length > 0 ? null : first;
  }

  #ofSetting(slot: ScalarSlot): TracedValue | null {
    if (!this.#byFile.has(slot.yaml.file)) return null;
    const setting = slot.setting as SettingName;
    const value = this.#containerAt(slot, slot.path.slice(0, -3))?.values[setting];
    return value === undefined || value.from === "nowhere" ? unfollowed(slot) : patchable(value);
  }

  #countAt(slot: ScalarSlot, name: CountName): Pick<TracedCount, "value" | "overrides"> | null {
    const chart = this.#byFile.get(slot.yaml.file);
    if (chart === undefined) return null;
    const { kind, namespace, object } = identityOf(slot);
    const found = chart.trace.counts.find(
      (count) =>
        count.kind === kind && count.namespace === namespace && count.name === object && count.count === name,
    );
    return found === undefined
      ? { value: unfollowed(slot), overrides: [] }
      : { value: patchable(found.value), overrides: found.overrides };
  }

  #containerAt(slot: MapSlot | ScalarSlot, path: NodePath): Deciding | null {
    const chart = this.#byFile.get(slot.yaml.file);
    if (chart === undefined) return null;
    const { kind, namespace, object } = identityOf(slot);
    const [list, index] = path.slice(-2);
    return (
      chart.trace.containers.find(
        (container) =>
          container.kind === kind &&
          container.namespace === namespace &&
          container.name === object &&
          container.init === (list === "initContainers") &&
          container.index === index,
      ) ?? null
    );
  }
}

function identityOf({ yaml, document, path }: MapSlot | ScalarSlot): {
  readonly kind: string | null;
  readonly namespace: string | null;
  readonly object: string | null;
} {
  const contents: Node | null = yaml.documents[document]?.contents ?? null;
  const at = path[0] === "items" ? path.slice(0, 2) : [];
  const root = lookUpPath(yaml, contents, at)?.node ?? null;
  const text = (...keys: readonly string[]): string | null => textOf(lookUpPath(yaml, root, keys)?.node);
  return {
    kind: stringAt(yaml, root, "kind"),
    namespace: text("metadata", "namespace"),
    object: text("metadata", "name"),
  };
}

function unfollowed({ node }: ScalarSlot): TracedValue {
  return {
    from: "unknown",
    raw: textOf(node),
    why: "a chart that the kustomization inflates writes it",
    givesWay: true,
  };
}

// Patches come after what a chart renders, whatever its templates did.
function patchable(value: TracedValue): TracedValue {
  return value.from === "unknown" ? { ...value, givesWay: true } : value;
}
