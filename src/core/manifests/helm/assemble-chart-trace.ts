import { ok, parseQuantity, type Result, type SettingName, sameAmount } from "../../model/index.ts";
import { readRenderedLaunch } from "../launch/read-rendered-launch.ts";
import { formatPath } from "../node-path.ts";
import { settingRecord } from "../setting-record.ts";
import type { TracedContainer, TracedValue } from "../trace.ts";
import { isWorkloadOf } from "../workload-nodes.ts";
import { rangeOf, textOf } from "../yaml-nodes.ts";
import { lineOf } from "../yaml-text.ts";
import type { ChartTrace, TracedCount } from "./chart-trace.ts";
import { overridesOf } from "./overrides.ts";
import type { FedFields } from "./read-chart-sentinels.ts";
import {
  countKey,
  type RenderedContainer,
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
    valuesFiles: [...new Set(use.layers.map(({ layer }) => layer.yaml.file))],
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
      values: settingRecord((setting) => tracedValue(work, object, container, setting)),
      maps: { container: [], resources: [], requests: [], limits: [] },
      last: null,
      overrides: settingRecord((setting) => {
        const sentinel = sentinelOf(setting);
        const isAlone = sentinel !== undefined && work.readers.get(placeKey(sentinel.at)) === 1;
        return isAlone ? overridesOf(work.use, sentinel) : [];
      }),
      launch: readRenderedLaunch(container.data, named, { find: () => null }),
    };
  });
}

function tracedValue(
  { use, fed }: Assembly,
  object: RenderedObject,
  container: RenderedContainer,
  setting: SettingName,
): TracedValue {
  const raw = settingText(container, setting);
  const sentinel = fed.get(settingKey(object, container, setting));
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
  const slot = sentinel.at.in === "layer" ? scalarSlot(sentinel.at.layer, leaf, setting) : null;
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

function isSame(raw: string, written: string | null): boolean {
  const [left, right] = [parseQuantity(raw), parseQuantity(written ?? "")];
  return left.ok && right.ok && sameAmount(left.value, right.value);
}

function countsOf({ fed }: Assembly, object: RenderedObject): readonly TracedCount[] {
  const { kind, namespace, name } = object;
  return [...renderedCounts(object)].map(([count, raw]) => {
    const sentinel = fed.get(countKey(object, count));
    return {
      kind,
      namespace,
      name,
      count,
      raw,
      place: sentinel === undefined ? null : countPlace(sentinel, raw),
    };
  });
}

function countPlace({ at, leaf }: ValueSentinel, raw: string): TracedCount["place"] {
  const node = leaf?.node ?? null;
  if (at.in !== "layer" || node === null || textOf(node) !== raw) return null;
  const { yaml } = at.layer;
  const path = formatPath(at.path);
  return { file: yaml.file, line: lineOf(yaml, rangeOf(node)[0]), path, through: leaf?.through ?? null };
}
