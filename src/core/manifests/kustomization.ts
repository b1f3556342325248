import { isMap, isScalar, isSeq, type Node } from "yaml";
import { err, ok, type RepositoryFiles, type Result } from "../model/index.ts";
import { type AddedLabels, addedLabels } from "./added-labels.ts";
import { dataOf } from "./deployments/node-data.ts";
import { type FolderLinks, followFolderLinks } from "./folder-links.ts";
import type { HelmSource } from "./helm/helm-source.ts";
import type { ChartsOf } from "./inflation/chart-entries.ts";
import { inflatedCharts } from "./inflation/inflated-charts.ts";
import { replaceCharts } from "./inflation/replace-charts.ts";
import { findBlock } from "./kustomization-block.ts";
import { type Locate, type PatchEntry, readPatches } from "./kustomization-patches.ts";
import { directoryOf, joinPath } from "./repository-path.ts";
import { listAt, lookUpPath, stringAt, textOf } from "./yaml-nodes.ts";
import type { YamlText } from "./yaml-text.ts";

/** What kustomize accepts as the file name of a kustomization; a directory may hold one of them. */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** A kustomization file, as far as finding settings needs it. */
export interface Kustomization {
  readonly file: string;
  readonly directory: string;
  readonly isComponent: boolean;
  readonly yaml: YamlText;
  /** Entries of `resources` and `bases`, in order, as written. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  readonly patches: readonly PatchEntry[];
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly namespace: string | null;
  readonly adds: AddedLabels;
  /** `generators`, `transformers` and `validators`: paths, or texts written in place. */
  readonly plugins: readonly string[];
  /** Names of all top-level keys. */
  readonly fields: readonly string[];
  readonly locate: Locate;
  /** Every path that a text in it could mean; some are files that it reads as data, such as a config map's content. */
  readonly mentions: readonly string[];
  /** Charts of the repository that it inflates; none where one of them cannot be, which blocks it. */
  readonly inflates: readonly HelmSource[];
  /** Why kustomize must not be run on it, in one sentence; `null` when it may. */
  readonly blocked: string | null;
}

export function readKustomization(yaml: YamlText, links: FolderLinks, files: RepositoryFiles): Kustomization {
  const root = yaml.documents[0]?.contents ?? null;
  const texts = (key: string): string[] =>
    listAt(yaml, root, key)
      .map(textOf)
      .filter((text) => text !== null);
  const directory = directoryOf(yaml.file);
  const locate: Locate = (reference) => {
    const path = joinPath(directory, reference);
    return path === null ? null : followFolderLinks(links, path);
  };
  const fields = isMap(root)
    ? root.items.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : "?"))
    : [];
  const charts = chartsIn(yaml, root, fields, { file: yaml.file, locate, files });
  return {
    file: yaml.file,
    directory,
    isComponent: stringAt(yaml, root, "kind") === "Component",
    yaml,
    resources: [...texts("resources"), ...texts("bases")],
    components: texts("components"),
    patches: readPatches(yaml, root, locate),
    namePrefix: stringAt(yaml, root, "namePrefix") ?? "",
    nameSuffix: stringAt(yaml, root, "nameSuffix") ?? "",
    namespace: stringAt(yaml, root, "namespace"),
    adds: addedLabels(yaml, root),
    plugins: [...texts("generators"), ...texts("transformers"), ...texts("validators")],
    fields,
    locate,
    mentions: textsIn(root).flatMap((text) => locate(text.slice(text.indexOf("=") + 1)) ?? []),
    inflates: charts.ok ? charts.value : [],
    blocked: charts.ok ? findBlock(yaml, root, directory, fields) : charts.error,
  };
}

function chartsIn(
  yaml: YamlText,
  root: Node | null,
  fields: readonly string[],
  of: ChartsOf,
): Result<readonly HelmSource[], string> {
  if (!fields.includes("helmCharts")) return ok([]);
  const read = dataOf(yaml, root);
  if (read === null) return err(`${yaml.file} is too large to inflate its Helm charts`);
  if (replaceCharts(yaml.text, []) === null)
    return err(`${yaml.file} inflates Helm charts in a way that is not followed (flow style or aliases)`);
  return inflatedCharts(of, read.data);
}

// An alias names a text that stands elsewhere in the same file. Text of several lines is no path.
function textsIn(node: Node | null): readonly string[] {
  if (isMap(node)) return node.items.flatMap(({ value }) => textsIn(value as Node | null));
  if (isSeq(node)) return node.items.flatMap((item) => textsIn(item as Node | null));
  const text = textOf(node);
  return text === null || text.includes("\n") ? [] : [text];
}

/** Whether the text looks like a kustomize kustomization and not, for example, Flux's resource of that name. */
export function isKustomization(yaml: YamlText): boolean {
  const root = yaml.documents[0]?.contents ?? null;
  const apiVersion = stringAt(yaml, root, "apiVersion");
  const found = lookUpPath(yaml, root, ["spec"]);
  return (
    isMap(root) &&
    found === undefined &&
    (apiVersion === null || apiVersion.startsWith("kustomize.config.k8s.io/"))
  );
}
