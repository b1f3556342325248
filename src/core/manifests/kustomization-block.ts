import { isMap, isScalar, isSeq, type Node } from "yaml";
import { isRemote, joinPath } from "./repository-path.ts";
import { listAt, textOf } from "./yaml-nodes.ts";
import type { YamlText } from "./yaml-text.ts";

// Values under these keys are data for the cluster; kustomize never loads them.
const dataFields = new Set([
  "commonAnnotations",
  "commonLabels",
  "labels",
  "images",
  "replacements",
  "vars",
  "buildMetadata",
  "metadata",
  "apiVersion",
  // Helm gets them, and what it is given is checked where they are read.
  "helmCharts",
  "helmGlobals",
]);

/**
 * Why kustomize must not be run on a kustomization, in one sentence; `null` when it may. It downloads any file
 * reference that is a URL, and a URL of this machine is not stopped by a proxy that leads nowhere.
 */
export function findBlock(
  yaml: YamlText,
  root: Node | null,
  directory: string,
  fields: readonly string[],
): string | null {
  if (fields.includes("helmChartInflationGenerator"))
    return `${yaml.file} inflates a Helm chart (helmChartInflationGenerator), which is not executed`;
  for (const key of ["resources", "bases", "components"]) {
    for (const node of listAt(yaml, root, key)) {
      const reference = textOf(node) ?? "";
      if (isRemote(reference))
        return `${yaml.file} uses the remote base ${clip(reference)}, which is not fetched`;
      if (joinPath(directory, reference) === null) {
        return `${yaml.file} refers to ${clip(reference)}, which is outside the repository`;
      }
    }
  }
  if (yaml.documents.length > 1) return `${yaml.file} holds several documents`;
  // An alias could bring the data of one field into another.
  const isData = (field: string): boolean => dataFields.has(field) && yaml.aliased.size === 0;
  const url = isMap(root)
    ? root.items.flatMap((pair) =>
        isScalar(pair.key) && isData(String(pair.key.value)) ? [] : [findUrl(pair.value as Node | null)],
      )
    : [];
  const found = url.find((text) => text !== null);
  return found === undefined ? null : `${yaml.file} loads ${clip(found ?? "")}, which is not fetched`;
}

/** A scalar that kustomize could take for the address of a file; text of several lines is content, not an address. */
export function findUrl(node: Node | null): string | null {
  if (isScalar(node)) {
    const text = String(node.value);
    return /^\s*(?:[\w.-]*=)?\s*[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : null;
  }
  const children = isMap(node)
    ? node.items.flatMap((pair) =>
        isScalar(pair.key) && String(pair.key.value) === "literals" ? [] : [pair.value as Node | null],
      )
    : isSeq(node)
      ? (node.items as (Node | null)[])
      : [];
  for (const child of children) {
    const found = findUrl(child);
    if (found !== null) return found;
  }
  return null;
}

function clip(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 120);
}
