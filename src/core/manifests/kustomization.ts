import { isMap, isScalar, isSeq, type Node } from "yaml";
import { embeddingOf } from "./embed.ts";
import { findBlock } from "./kustomization-block.ts";
import type { NodePath } from "./node-path.ts";
import { directoryOf, joinPath } from "./repository-path.ts";
import { follow, listAt, lookUp, lookUpPath, stringAt, textOf } from "./yaml-nodes.ts";
import { parseYaml, type YamlText } from "./yaml-text.ts";

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
  /** `generators`, `transformers` and `validators`: paths, or texts written in place. */
  readonly plugins: readonly string[];
  /** Names of all top-level keys. */
  readonly fields: readonly string[];
  /** Why kustomize must not be run on it, in one sentence; `null` when it may. */
  readonly blocked: string | null;
}

/** One patch: a file of the repository, or a text inside the kustomization. */
export interface PatchEntry {
  readonly field: "patches" | "patchesStrategicMerge" | "patchesJson6902";
  readonly source:
    | { readonly kind: "file"; readonly path: string | null }
    | { readonly kind: "inline"; readonly yaml: YamlText | null };
  readonly target: PatchTarget | null;
  /** Its `options` allow it to change the name or kind of what it patches. */
  readonly renames: boolean;
}

/** Selector of a patch; `name` and `namespace` are regular expressions that match the whole. */
export interface PatchTarget {
  readonly group: string | null;
  readonly version: string | null;
  readonly kind: string | null;
  readonly name: string | null;
  readonly namespace: string | null;
  /** Labels or annotations are selected on, which only a render can decide. */
  readonly selectsLabels: boolean;
}

export function readKustomization(yaml: YamlText): Kustomization {
  const root = yaml.documents[0]?.contents ?? null;
  const texts = (key: string): string[] =>
    listAt(yaml, root, key)
      .map(textOf)
      .filter((text) => text !== null);
  const directory = directoryOf(yaml.file);
  const fields = isMap(root)
    ? root.items.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : "?"))
    : [];
  return {
    file: yaml.file,
    directory,
    isComponent: stringAt(yaml, root, "kind") === "Component",
    yaml,
    resources: [...texts("resources"), ...texts("bases")],
    components: texts("components"),
    patches: [
      ...patchEntries(yaml, root, "patchesStrategicMerge"),
      ...patchEntries(yaml, root, "patches"),
      ...patchEntries(yaml, root, "patchesJson6902"),
    ],
    namePrefix: stringAt(yaml, root, "namePrefix") ?? "",
    nameSuffix: stringAt(yaml, root, "nameSuffix") ?? "",
    namespace: stringAt(yaml, root, "namespace"),
    plugins: [...texts("generators"), ...texts("transformers"), ...texts("validators")],
    fields,
    blocked: findBlock(yaml, root, directory, fields),
  };
}

function patchEntries(yaml: YamlText, root: Node | null, field: PatchEntry["field"]): PatchEntry[] {
  const list = lookUp(yaml, root, field)?.node;
  if (!isSeq(list)) return [];
  return list.items.flatMap((raw, index): PatchEntry[] => {
    const item = follow(yaml, raw as Node | null).node;
    if (field === "patchesStrategicMerge") return [strategicMergeEntry(yaml, item, [field, index])];
    const target = readTarget(yaml, item);
    const renames = lookUp(yaml, item, "options") !== undefined;
    const inline = lookUp(yaml, item, "patch");
    if (inline !== undefined && isScalar(inline.node)) {
      const inner = embeddedYaml(yaml, [field, index, "patch"], inline.node, inline.through !== null);
      return [{ field, source: { kind: "inline", yaml: inner }, target, renames }];
    }
    const path = stringAt(yaml, item, "path");
    return path === null ? [] : [{ field, source: fileSource(yaml, path), target, renames }];
  });
}

function strategicMergeEntry(yaml: YamlText, item: Node | null, path: NodePath): PatchEntry {
  const field = "patchesStrategicMerge";
  const text = textOf(item) ?? "";
  const inline = isScalar(item) && /[\n{]/.test(text);
  return {
    field,
    target: null,
    renames: false,
    source: inline ? { kind: "inline", yaml: embeddedYaml(yaml, path, item, false) } : fileSource(yaml, text),
  };
}

function fileSource(yaml: YamlText, path: string): PatchEntry["source"] {
  return { kind: "file", path: joinPath(directoryOf(yaml.file), path) };
}

function embeddedYaml(
  outer: YamlText,
  path: NodePath,
  node: Node & { value?: unknown },
  shared: boolean,
): YamlText | null {
  if (!isScalar(node)) return null;
  const embedding = embeddingOf(outer, 0, path, node);
  const inner = parseYaml(
    outer.file,
    String(node.value),
    shared ? { ...embedding, verbatim: null } : embedding,
  );
  return inner.ok ? inner.value : null;
}

function readTarget(yaml: YamlText, item: Node | null): PatchTarget | null {
  const target = lookUp(yaml, item, "target")?.node ?? null;
  if (!isMap(target)) return null;
  const text = (key: string): string | null => stringAt(yaml, target, key) || null;
  return {
    group: text("group"),
    version: text("version"),
    kind: text("kind"),
    name: text("name"),
    namespace: text("namespace"),
    selectsLabels: text("labelSelector") !== null || text("annotationSelector") !== null,
  };
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
