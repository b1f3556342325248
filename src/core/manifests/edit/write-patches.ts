import { err, ok, type Refusal, type Result, type SettingName } from "../../model/index.ts";
import type { LocatedCount } from "../counts/located-count.ts";
import type { Environment } from "../environment.ts";
import type { Located, LocatedContainer } from "../located.ts";
import type { NewPatch } from "../place.ts";
import type { MapPlace } from "../slots.ts";
import type { Addition } from "./draft.ts";
import type { Edit } from "./edit.ts";
import type { IntendedLeaf } from "./edit-plan.ts";
import { addPatches, type PatchHolder } from "./new-patch.ts";
import { groupCountPatches, groupPatches, type Renaming } from "./workload-patches.ts";

/** A value for a new patch, and what it is of. */
export type QueuedPatch =
  | { readonly container: LocatedContainer; readonly addition: Addition<SettingName> }
  | { readonly count: LocatedCount; readonly addition: Addition };

/** What is to be added at one place. */
export interface QueuedPatches {
  readonly edit: NewPatch;
  readonly changes: readonly QueuedPatch[];
}

/** The edits of one file that add them, and what a parser must find in it afterwards. */
export function writePatches(
  located: Located,
  { edit, changes }: QueuedPatches,
): Result<{ readonly edits: readonly Edit[]; readonly leaves: readonly IntendedLeaf[] }, Refusal> {
  const { file, into } = edit;
  const target = into === null ? inKustomization(located, file) : inDeclaration(located, into.map, changes);
  if (target === null) return err({ code: "unreadable-file", file, problem: "it is not there" });
  const { holder, renaming } = target;
  const containers = changes.filter((change) => "container" in change);
  const counts = changes.filter((change) => "count" in change);
  const under = into?.under ?? null;
  const patches = addPatches(
    holder,
    [...groupPatches(located, renaming, containers), ...groupCountPatches(located, renaming, counts)],
    under,
  );
  if (!patches.ok) return patches;
  const document = into?.map.document ?? 0;
  const above = [...(into?.map.path ?? []), ...(under === null ? [] : [under])];
  const leaves = patches.value.leaves.map(({ path, value }) => {
    return { file, document, path: [...above, ...path], inside: null, value };
  });
  return ok({ edits: patches.value.edits, leaves });
}

interface Target {
  readonly holder: PatchHolder;
  readonly renaming: Renaming;
}

function inKustomization({ survey }: Located, file: string): Target | null {
  const kustomization = [...survey.kustomizations.values()].find((candidate) => candidate.file === file);
  if (kustomization === undefined) return null;
  const { yaml } = kustomization;
  return { holder: { yaml, root: yaml.documents[0]?.contents ?? null }, renaming: kustomization };
}

// A deployer writes its patches into the kustomization that it builds.
function inDeclaration(
  { survey }: Located,
  { yaml, node }: MapPlace,
  [first]: readonly QueuedPatch[],
): Target | null {
  const environment = first === undefined ? null : environmentOf(first);
  if (environment?.kind !== "kustomization") return null;
  const built = environment.generated === null ? survey.kustomizations.get(environment.path) : undefined;
  const renaming = built ?? { namePrefix: "", nameSuffix: "", namespace: null };
  return { holder: { yaml, root: node }, renaming };
}

function environmentOf(change: QueuedPatch): Environment {
  return "container" in change ? change.container.environment : change.count.environment;
}
