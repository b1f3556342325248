import { isMap, isScalar, type Node } from "yaml";
import type { Labels } from "./static/label-selector.ts";
import { listAt, lookUp, textOf } from "./yaml-nodes.ts";
import type { YamlText } from "./yaml-text.ts";

/** What a kustomization adds to the metadata of everything in it. */
export interface AddedLabels {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

export const noLabels: AddedLabels = { labels: new Map(), annotations: new Map() };

/** `labels`, `commonLabels` and `commonAnnotations` of a kustomization. */
export function addedLabels(yaml: YamlText, root: Node | null): AddedLabels {
  const pairs = listAt(yaml, root, "labels").flatMap((item) => [...(labelsAt(yaml, item, "pairs") ?? [])]);
  return {
    labels: new Map([...pairs, ...(labelsAt(yaml, root, "commonLabels") ?? [])]),
    annotations: labelsAt(yaml, root, "commonAnnotations") ?? new Map(),
  };
}

/** The mapping of texts under a key; empty where there is none, `null` where it is something else. */
export function labelsAt(yaml: YamlText, node: Node | null, key: string): Labels {
  const found = lookUp(yaml, node, key)?.node ?? null;
  if (found === null || (isScalar(found) && found.value === null)) return new Map();
  if (!isMap(found)) return null;
  const labels = new Map<string, string>();
  for (const pair of found.items) {
    const value = textOf(lookUp(yaml, found, String(isScalar(pair.key) ? pair.key.value : ""))?.node);
    if (!isScalar(pair.key) || pair.key.value === "<<" || value === null) return null;
    labels.set(String(pair.key.value), value);
  }
  return labels;
}

/** Labels with others over them; nothing is known of them where one of both is not. */
export function withLabels(below: Labels, above: Labels): Labels {
  return below === null || above === null ? null : new Map([...below, ...above]);
}
