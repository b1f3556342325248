import type { IntendedLeaf } from "../edit/edit-plan.ts";
import type { NodePath } from "../node-path.ts";
import type { Survey } from "../survey.ts";
import { lookUp, stringAt } from "../yaml-nodes.ts";

/** A value inside an object that declares a release: rendered with that object, it is carried along and not applied. */
export interface CarriedLeaf {
  readonly kind: string;
  readonly name: string;
  readonly path: NodePath;
}

const carriers: ReadonlySet<string> = new Set(["HelmRelease", "Application", "ApplicationSet"]);

/** The values of a plan that stand inside declarations of releases, as a render of those declarations shows them. */
export function carriedLeaves({ parsed }: Survey, leaves: readonly IntendedLeaf[]): readonly CarriedLeaf[] {
  return leaves.flatMap(({ file, document, path }) => {
    const yaml = parsed.get(file)?.yaml;
    const root = yaml?.documents[document]?.contents ?? null;
    if (yaml === undefined) return [];
    const kind = stringAt(yaml, root, "kind");
    const name = stringAt(yaml, lookUp(yaml, root, "metadata")?.node ?? null, "name");
    return kind === null || name === null || !carriers.has(kind) ? [] : [{ kind, name, path }];
  });
}
