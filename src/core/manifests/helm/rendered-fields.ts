import {
  boundOf,
  type CountName,
  err,
  ok,
  type Result,
  resourceOf,
  type SettingName,
  settingNames,
} from "../../model/index.ts";
import { type CountField, countFields, isCountedKind } from "../counts/count-fields.ts";
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

/** The objects of a render that have containers or scale what has. The error is a problem for people. */
export function renderedObjects(rendered: string): Result<readonly RenderedObject[], string> {
  const objects: RenderedObject[] = [];
  for (const text of splitRender(rendered)) {
    if (!/ontainers"?:|eplicas"?:|scaleTargetRef"?:/.test(text)) continue;
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

/** The counts that an object states or could state. */
export function renderedCounts({ apiVersion, kind, data }: RenderedObject): readonly CountField[] {
  return isCountedKind(apiVersion, kind) ? countFields(apiVersion, kind, (path) => textAt(data, path)) : [];
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
    for (const { count, path } of renderedCounts(object)) {
      const text = textAt(object.data, path);
      if (text !== null) fields.set(countKey(object, count), text);
    }
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

/** Whether a key is that of a share in per cent, which few numbers can be. */
export function isTargetKey(key: string): boolean {
  return /(?:Percentage|\.averageUtilization)"\]$/.test(key);
}

function identity({ kind, namespace, name }: RenderedObject): readonly unknown[] {
  return [kind, namespace, name];
}
