import {
  boundOf,
  err,
  ok,
  type Result,
  resourceOf,
  type SettingName,
  settingNames,
} from "../../model/index.ts";
import { type Data, dataAt, loadData, splitRender, textAt } from "../data.ts";
import { type ContainerList, containerLists, isWorkloadOf, podSpecPath } from "../workload-nodes.ts";

/** An object that helm rendered. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
  /** `shop/charts/redis/templates/deployment.yaml`, with the chart's name in place of its directory. */
  readonly template: string | null;
  readonly data: Data;
}

/** The objects of a render that have containers or counts of replicas. The error is a problem for people. */
export function renderedObjects(rendered: string): Result<readonly RenderedObject[], string> {
  const objects: RenderedObject[] = [];
  for (const text of splitRender(rendered)) {
    if (!/ontainers"?:|eplicas"?:/.test(text)) continue;
    const template = /^# Source: (.*)$/m.exec(text)?.[1]?.trim() ?? null;
    const loaded = loadData(text);
    if (!loaded.ok) return err(loaded.error);
    for (const data of loaded.value.flatMap(itemsOf)) {
      const [apiVersion, kind] = [textAt(data, ["apiVersion"]), textAt(data, ["kind"])];
      const name = textAt(data, ["metadata", "name"]);
      if (apiVersion === null || kind === null || name === null) continue;
      const namespace = textAt(data, ["metadata", "namespace"]);
      objects.push({ apiVersion, kind, namespace, name, template, data });
    }
  }
  return ok(objects);
}

function itemsOf(data: Data): readonly Data[] {
  const items = dataAt(data, ["items"]);
  return /List$/.test(textAt(data, ["kind"]) ?? "") && Array.isArray(items) ? items : [data];
}

export interface RenderedContainer {
  readonly name: string;
  readonly list: ContainerList;
  readonly index: number;
  readonly data: Data;
}

export function renderedContainers({ apiVersion, kind, data }: RenderedObject): readonly RenderedContainer[] {
  if (!isWorkloadOf(apiVersion, kind)) return [];
  return containerLists.flatMap((list) => {
    const items = dataAt(data, [...podSpecPath(kind), list]);
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: Data, index): RenderedContainer[] => {
      const name = textAt(item, ["name"]);
      return name === null ? [] : [{ name, list, index, data: item }];
    });
  });
}

export function settingText({ data }: RenderedContainer, setting: SettingName): string | null {
  return textAt(data, ["resources", boundOf(setting), resourceOf(setting)]);
}

/** A number of pods, or what decides one. */
export type CountName = "replicas" | "minReplicas" | "maxReplicas" | "target.cpu" | "target.memory";

/** Counts that an object states: a workload's replicas, and what an autoscaler may choose between. */
export function renderedCounts(object: RenderedObject): ReadonlyMap<CountName, string> {
  const counts = new Map<CountName, string>();
  const add = (name: CountName, text: string | null): void => {
    if (text !== null) counts.set(name, text);
  };
  const { apiVersion, kind, data } = object;
  if (isWorkloadOf(apiVersion, kind)) add("replicas", textAt(data, ["spec", "replicas"]));
  if (kind !== "HorizontalPodAutoscaler") return counts;
  add("minReplicas", textAt(data, ["spec", "minReplicas"]));
  add("maxReplicas", textAt(data, ["spec", "maxReplicas"]));
  add("target.cpu", textAt(data, ["spec", "targetCPUUtilizationPercentage"]));
  const metrics = dataAt(data, ["spec", "metrics"]);
  for (const metric of Array.isArray(metrics) ? metrics : []) {
    const resource = textAt(metric, ["resource", "name"]);
    const target =
      textAt(metric, ["resource", "target", "averageUtilization"]) ??
      textAt(metric, ["resource", "targetAverageUtilization"]);
    if (resource === "cpu" || resource === "memory") add(`target.${resource}`, target);
  }
  return counts;
}

/** Every field that a setting or a count can be read from, with its text; the key tells fields of a render apart. */
export function renderedFields(objects: readonly RenderedObject[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const object of objects) {
    for (const container of renderedContainers(object)) {
      for (const setting of settingNames) {
        const text = settingText(container, setting);
        if (text !== null) fields.set(settingKey(object, container, setting), text);
      }
    }
    for (const [count, text] of renderedCounts(object)) fields.set(countKey(object, count), text);
  }
  return fields;
}

export function settingKey(
  object: RenderedObject,
  container: RenderedContainer,
  setting: SettingName,
): string {
  return JSON.stringify([...identity(object), container.list, container.name, setting]);
}

export function countKey(object: RenderedObject, count: CountName): string {
  return JSON.stringify([...identity(object), count]);
}

function identity({ kind, namespace, name }: RenderedObject): readonly unknown[] {
  return [kind, namespace, name];
}
