import { isJsonPatch, type MapPlace, type ScalarSlot } from "./slots.ts";
import type { Survey } from "./survey.ts";
import { stringAt } from "./yaml-nodes.ts";

/**
 * What the text of a place does to what lies below it. `declares`: nothing does, so that what is not written is not
 * set. `merges`: it is laid over another declaration, so that a value must be null to be unset. `operates`: it is the
 * value of a JSON6902 operation itself.
 */
export type LayerRole = "declares" | "merges" | "operates";

/** Files that are applied as patches somewhere in the repository. */
export function patchFiles({ kustomizations }: Survey): ReadonlySet<string> {
  return new Set(
    [...kustomizations.values()].flatMap(({ patches }) =>
      patches.flatMap(({ source }) => (source.kind === "file" && source.path !== null ? [source.path] : [])),
    ),
  );
}

export function roleOf(
  { yaml, document, path }: ScalarSlot | MapPlace,
  patches: ReadonlySet<string>,
): LayerRole {
  if (yaml.embedding === null && !patches.has(yaml.file)) return "declares";
  const root = yaml.documents[document]?.contents ?? null;
  // An operation puts its value in place as a whole.
  if (isJsonPatch(yaml, root)) return path.length === 2 ? "operates" : "declares";
  // Kustomize does not know that its containers are merged by name: the list of the patch is all that remains.
  return stringAt(yaml, root, "kind") === "Rollout" ? "declares" : "merges";
}
