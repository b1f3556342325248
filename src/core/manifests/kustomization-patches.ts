import { isMap, isScalar, isSeq, type Node } from "yaml";
import { embeddingOf } from "./embed.ts";
import type { NodePath } from "./node-path.ts";
import { follow, lookUp, stringAt, textOf } from "./yaml-nodes.ts";
import { parseYaml, type YamlText } from "./yaml-text.ts";

/** Gives the path in the repository that a reference means; `null` when it leaves the repository. */
export type Locate = (reference: string) => string | null;

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
  /** In the syntax of Kubernetes; `null`: whatever they are. */
  readonly labelSelector: string | null;
  readonly annotationSelector: string | null;
}

/** The patches of a kustomization, in the order in which kustomize applies them. */
export function readPatches(yaml: YamlText, root: Node | null, locate: Locate): readonly PatchEntry[] {
  const fields = ["patchesStrategicMerge", "patches", "patchesJson6902"] as const;
  return fields.flatMap((field) => patchEntries(yaml, root, field, locate));
}

function patchEntries(
  yaml: YamlText,
  root: Node | null,
  field: PatchEntry["field"],
  locate: Locate,
): PatchEntry[] {
  const list = lookUp(yaml, root, field)?.node;
  if (!isSeq(list)) return [];
  return list.items.flatMap((raw, index): PatchEntry[] => {
    const item = follow(yaml, raw as Node | null).node;
    const shared = [list, item].some((node) => node !== null && yaml.aliased.has(node));
    if (field === "patchesStrategicMerge") {
      const text = textOf(item) ?? "";
      const source: PatchEntry["source"] = /[\n{]/.test(text)
        ? { kind: "inline", yaml: embeddedYaml(yaml, 0, [field, index], item, shared) }
        : { kind: "file", path: locate(text) };
      return [{ field, source, target: null, renames: false }];
    }
    const patch = readPatch({ yaml, document: 0, path: [field, index] }, item, shared, field, locate);
    return patch === null ? [] : [patch];
  });
}

/**
 * The entry of a list of `patches` or `patchesJson6902` that stands at a place; `null` where it holds no patch. `isReached`:
 * others read it too, through an alias.
 */
export function readPatch(
  at: { readonly yaml: YamlText; readonly document: number; readonly path: NodePath },
  item: Node | null,
  isReached: boolean,
  field: "patches" | "patchesJson6902",
  locate: Locate,
): PatchEntry | null {
  const { yaml, document, path } = at;
  const target = readTarget(yaml, item);
  const renames = lookUp(yaml, item, "options") !== undefined;
  const inline = lookUp(yaml, item, "patch");
  if (inline !== undefined && isScalar(inline.node)) {
    const isShared = isReached || inline.through !== null;
    const inner = embeddedYaml(yaml, document, [...path, "patch"], inline.node, isShared);
    return { field, source: { kind: "inline", yaml: inner }, target, renames };
  }
  const file = stringAt(yaml, item, "path");
  return file === null ? null : { field, source: { kind: "file", path: locate(file) }, target, renames };
}

/** The text that a scalar of `outer` holds, parsed; `isReached`: others read it too, through an alias. */
function embeddedYaml(
  outer: YamlText,
  document: number,
  path: NodePath,
  node: Node | null,
  isReached: boolean,
): YamlText | null {
  if (!isScalar(node)) return null;
  const embedding = embeddingOf(outer, document, path, node);
  // An edit would reach every patch that uses the text through an alias.
  const isShared = isReached || outer.aliased.has(node);
  const inner = parseYaml(
    outer.file,
    String(node.value),
    isShared ? { ...embedding, verbatim: null } : embedding,
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
    labelSelector: text("labelSelector"),
    annotationSelector: text("annotationSelector"),
  };
}
