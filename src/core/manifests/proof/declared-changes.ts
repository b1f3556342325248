import type { Node } from "yaml";
import type { IntendedLeaf } from "../edit/edit-plan.ts";
import type { NodePath } from "../node-path.ts";
import type { Survey } from "../survey.ts";
import { isWorkloadOf } from "../workload-nodes.ts";
import { lookUpPath, stringAt } from "../yaml-nodes.ts";
import { isEmptyLeaf, type LeafChange, leafIs } from "./leaves.ts";

/** An edit of an object that says how others are deployed, as the render of what deploys that object shows it. */
export interface DeclaredChange {
  readonly apiVersion: string;
  readonly kind: string;
  readonly path: NodePath;
  /** `null` where it is a text that the edit is inside of: the text itself was proved by parsing. */
  readonly value: string | null;
}

/** What an edit changes in objects that are no workloads, such as Flux Kustomizations, Applications and config maps. */
export function declaredChanges(survey: Survey, leaves: readonly IntendedLeaf[]): readonly DeclaredChange[] {
  return leaves.flatMap((leaf): readonly DeclaredChange[] => {
    const yaml = survey.parsed.get(leaf.file)?.yaml;
    const root: Node | null = yaml?.documents[leaf.document]?.contents ?? null;
    if (yaml === undefined) return [];
    const inList = leaf.path[0] === "items" && /List$/.test(stringAt(yaml, root, "kind") ?? "") ? 2 : 0;
    const object = lookUpPath(yaml, root, leaf.path.slice(0, inList))?.node ?? null;
    const [apiVersion, kind] = [stringAt(yaml, object, "apiVersion"), stringAt(yaml, object, "kind")];
    if (apiVersion === null || kind === null || isWorkloadOf(apiVersion, kind)) return [];
    const value = leaf.inside === null ? leaf.value : null;
    return [{ apiVersion, kind, path: leaf.path.slice(inList), value }];
  });
}

/**
 * Whether a field of an object changes because of one of these. Names are not compared, because a prefix may have been
 * added; what the object deploys is another environment, whose render tells whether it was meant.
 */
export function isDeclared(
  object: { readonly apiVersion: string; readonly kind: string },
  { path, before, after }: LeafChange,
  declared: readonly DeclaredChange[],
): boolean {
  const key = JSON.stringify(path);
  return declared.some((change) => {
    if (change.apiVersion !== object.apiVersion || change.kind !== object.kind) return false;
    const own = JSON.stringify(change.path);
    if (own === key) return change.value === null || leafIs(after, change.value);
    return after === null && isEmptyLeaf(before) && own.startsWith(`${key.slice(0, -1)},`);
  });
}
