import {
  type FieldName,
  ok,
  parseQuantity,
  type Result,
  type SettingName,
  sameAmount,
} from "../../model/index.ts";
import { scalersIn } from "../autoscalers.ts";
import { isCountedKind } from "../counts/count-fields.ts";
import type { TracedCount } from "../counts/traced-count.ts";
import { textAt } from "../data.ts";
import { readRenderedLaunch } from "../launch/read-rendered-launch.ts";
import { settingRecord } from "../setting-record.ts";
import type { TracedContainer } from "../trace.ts";
import type { Override, TracedValue } from "../traced-value.ts";
import { isWorkloadOf } from "../workload-nodes.ts";
import { textOf } from "../yaml-nodes.ts";
import type { ChartTrace } from "./chart-trace.ts";
import { overridesOf } from "./overrides.ts";
import { archiveOf } from "./packed-charts.ts";
import type { FedFields } from "./read-chart-sentinels.ts";
import {
  countKey,
  type RenderedObject,
  renderedContainers,
  renderedCounts,
  renderedObjects,
  settingKey,
  settingText,
} from "./rendered-fields.ts";
import type { ChartUse } from "./survey-charts.ts";
import { placeKey, type ValueSentinel } from "./value-sentinel.ts";
import { scalarSlot } from "./values-layer.ts";

/**
 * Puts together what a render of the values as they are shows, and what renders of planted values told about its
 * fields. The error is a problem for people.
 */
export function assembleChartTrace(
  use: ChartUse,
  rendered: string,
  fed: FedFields,
): Result<ChartTrace, string> {
  const objects = renderedObjects(rendered);
  if (!objects.ok) return objects;
  const readers = new Map<string, number>();
  for (const sentinel of fed.values()) {
    const key = placeKey(sentinel.at);
    readers.set(key, (readers.get(key) ?? 0) + 1);
  }
  const work: Assembly = { use, fed, readers };
  return ok({
    containers: objects.value.flatMap((object) => containersOf(work, object)),
    counts: objects.value.flatMap((object) => countsOf(work, object)),
    scalers: objects.value.flatMap(({ data }) => scalersIn(data)),
    valuesFiles: [...new Set(use.layers.map(({ layer }) => layer.yaml.file))].filter(
      (file) => archiveOf(file) === null,
    ),
  });
}

interface Assembly {
  readonly use: ChartUse;
  readonly fed: FedFields;
  /** How many fields each place feeds. */
  readonly readers: ReadonlyMap<string, number>;
}

function containersOf(work: Assembly, object: RenderedObject): readonly TracedContainer[] {
  const { apiVersion, kind, namespace, name } = object;
  if (!isWorkloadOf(apiVersion, kind)) return [];
  return renderedContainers(object).map((container) => {
    const named = { kind, name, container: container.name };
    const sentinelOf = (setting: SettingName): ValueSentinel | undefined =>
      work.fed.get(settingKey(object, container, setting));
    return {
      apiVersion,
      kind,
      namespace,
      name,
      container: container.name,
      init: container.list === "initContainers",
      index: container.index,
      values: settingRecord((setting) => {
        const [raw, sentinel] = [settingText(container, setting), sentinelOf(setting)];
        return tracedValue(work, object, { setting, raw, sentinel });
      }),
      maps: { container: [], resources: [], requests: [], limits: [] },
      last: null,
      overrides: settingRecord((setting) => overridesBy(work, sentinelOf(setting))),
      launch: readRenderedLaunch(container.data, named, { find: () => null }),
    };
  });
}

function overridesBy({ use, readers }: Assembly, sentinel: ValueSentinel | undefined): readonly Override[] {
  if (sentinel === undefined) return [];
  const feeds = readers.get(placeKey(sentinel.at)) ?? 0;
  const overrides = overridesOf(use, sentinel);
  return feeds === 1 ? overrides : overrides.map((override) => ({ ...override, feeds }));
}

/** A field of a rendered object, its text, and the sentinel that showed in its place. */
interface ReadField {
  readonly setting: FieldName;
  readonly raw: string | null;
  readonly sentinel: ValueSentinel | undefined;
}

function tracedValue(
  { use, readers }: Assembly,
  object: RenderedObject,
  { setting, raw, sentinel }: ReadField,
): TracedValue {
  const leaf = sentinel?.leaf ?? null;
  if (raw === null) {
    return leaf === null
      ? { from: "nowhere" }
      : { from: "unknown", raw, why: "the chart leaves out the value that its values have for it" };
  }
  const unknown = (why: string): TracedValue => ({ from: "unknown", raw, why });
  if (sentinel === undefined) return unknown(otherWriter(use, object, raw));
  if (leaf === null) return unknown(`${describeTemplate(object)} gives it where the values have none`);
  if (!isSame(raw, textOf(leaf.node))) return unknown(`${describeTemplate(object)} computes it`);
  if (sentinel.at.in === "addition") {
    const fed = readers.get(placeKey(sentinel.at)) ?? 0;
    const besides = fed > 1 ? `, and feeds ${fed} settings together` : "";
    return unknown(`it stands in a packed chart, which is not edited${besides}`);
  }
  const slot = scalarSlot(sentinel.at.layer, leaf, setting);
  return slot === null ? unknown("its place is not known") : { from: "slot", slot, through: leaf.through };
}

function otherWriter({ source }: ChartUse, object: RenderedObject, raw: string): string {
  const parameter = source.parameters.find(({ value }) => value === raw);
  return parameter === undefined
    ? `${describeTemplate(object)} writes or computes it`
    : `the deployment's parameter ${parameter.name.slice(0, 80)} writes it`;
}

function describeTemplate({ template }: RenderedObject): string {
  return template === null ? "a template" : `the template ${template.slice(0, 160)}`;
}

// The same text, whatever is filled into it later, or the same amount.
function isSame(raw: string, written: string | null): boolean {
  if (raw === written) return true;
  const [left, right] = [parseQuantity(raw), parseQuantity(written ?? "")];
  return left.ok && right.ok && sameAmount(left.value, right.value);
}

function countsOf(work: Assembly, object: RenderedObject): readonly TracedCount[] {
  const { apiVersion, kind, namespace, name } = object;
  if (!isCountedKind(apiVersion, kind)) return [];
  return renderedCounts(object).map(({ count, path }) => {
    const sentinel = work.fed.get(countKey(object, count));
    return {
      apiVersion,
      kind,
      namespace,
      name,
      count,
      path,
      value: tracedValue(work, object, { setting: count, raw: textAt(object.data, path), sentinel }),
      specs: [],
      last: null,
      overrides: overridesBy(work, sentinel),
    };
  });
}
