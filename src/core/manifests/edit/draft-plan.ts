import { isMap } from "yaml";
import { ok, type Refusal, type Result } from "../../model/index.ts";
import type { Located } from "../located.ts";
import type { NodePath } from "../node-path.ts";
import type { Place } from "../place.ts";
import type { MapPlace, MapSlot, ScalarSlot } from "../slots.ts";
import type { TextRange } from "../traced-value.ts";
import { rangeOf, textOf } from "../yaml-nodes.ts";
import { applyEdits } from "./apply-edits.ts";
import { checkInsertion } from "./check-insertion.ts";
import type { Addition } from "./draft.ts";
import type { Edit } from "./edit.ts";
import type { ChangedLine, EditPlan, IntendedField, IntendedLeaf } from "./edit-plan.ts";
import { toFileEdits } from "./embedded-edits.ts";
import { type Insertion, insertSettings } from "./insertion.ts";
import { goingPairs, removeSetting } from "./removal.ts";
import { intendedLeaf, replaceScalar } from "./replace-scalar.ts";
import { quoteStyleOf } from "./scalar-text.ts";
import { type QueuedPatch, type QueuedPatches, writePatches } from "./write-patches.ts";

/** A plan while changes are added to it. What meets in one place is written when all of it is known. */
export interface DraftPlan {
  readonly edits: Map<string, readonly Edit[]>;
  readonly leaves: IntendedLeaf[];
  readonly fields: IntendedField[];
  readonly inserts: Map<MapPlace, Insertion[]>;
  readonly removals: Map<ScalarSlot, Addition>;
  readonly patches: Map<string, QueuedPatches>;
}

export function emptyPlan(): DraftPlan {
  return {
    edits: new Map(),
    leaves: [],
    fields: [],
    inserts: new Map(),
    removals: new Map(),
    patches: new Map(),
  };
}

/** Adds a value at its place. */
export function addAt(
  located: Located,
  plan: DraftPlan,
  { edit }: Place,
  change: QueuedPatch,
): Result<null, Refusal> {
  const { addition } = change;
  if (edit.kind === "replace") {
    addEdits(located, plan, edit.slot, [replaceScalar(edit.slot, addition)]);
    addLeaf(plan, edit.slot, edit.slot.path, addition.value);
  } else if (edit.kind === "replace-default") {
    const { slot, part } = edit;
    const [text, whole] = [addition.value ?? "", withDefault(slot, part, addition.value ?? "")];
    const marks = [{ setting: addition.setting, container: addition.container, at: 0 }];
    addEdits(located, plan, slot, [{ ...part, text, marks }]);
    addLeaf(plan, slot, slot.path, whole);
  } else if (edit.kind === "remove") plan.removals.set(edit.slot, addition);
  else if (edit.kind === "insert") {
    const allowed = checkInsertion(edit.map, edit.keys);
    if (!allowed.ok) return allowed;
    const map = topMap(located, edit.map);
    const keys = [...edit.map.path.slice(map.path.length).map(String), ...edit.keys];
    plan.inserts.set(map, [...(plan.inserts.get(map) ?? []), { keys, addition }]);
  } else {
    const key = JSON.stringify([edit.file, edit.into?.map.document, edit.into?.map.path]);
    const known = plan.patches.get(key)?.changes ?? [];
    plan.patches.set(key, { edit, changes: [...known, change] });
  }
  return ok(null);
}

/** Writes what was collected. */
export function finishPlan(located: Located, plan: DraftPlan): Result<EditPlan, Refusal> {
  const going = goingPairs([...plan.removals.keys()]);
  for (const [slot, addition] of plan.removals) {
    addEdits(located, plan, slot, removeSetting(slot, addition, growsAround(slot, plan.inserts)));
    addLeaf(plan, slot, slot.path, null);
  }
  for (const [map, insertions] of plan.inserts) {
    addEdits(located, plan, map, insertSettings(map, insertions, going));
    for (const { keys, addition } of insertions) addLeaf(plan, map, [...map.path, ...keys], addition.value);
  }
  for (const queued of plan.patches.values()) {
    const written = writePatches(located, queued);
    if (!written.ok) return written;
    const { file } = queued.edit;
    plan.edits.set(file, [...(plan.edits.get(file) ?? []), ...written.value.edits]);
    plan.leaves.push(...written.value.leaves);
  }
  const lines: ChangedLine[] = [];
  for (const [file, edits] of plan.edits) {
    const applied = applyEdits(located.survey.parsed.get(file)?.text ?? "", edits);
    if (!applied.ok) return applied;
    for (const line of applied.value.lines) lines.push({ file, ...line });
  }
  return ok({ edits: plan.edits, leaves: plan.leaves, fields: plan.fields, lines });
}

// Two settings may be added through different levels of one container; they meet in the topmost mapping, so that one
// tree orders what is added at the same line.
function topMap(located: Located, map: MapPlace): MapPlace {
  if (map.path.length === 0) return map;
  const parent = map.yaml.documents[map.document]?.getIn(map.path.slice(0, -1), true);
  const above = isMap(parent) ? located.survey.slotOf.get(parent) : undefined;
  return above?.kind === "map" ? topMap(located, above) : map;
}

/** Something is added to the container, or to its `resources`; what is added to a `spec` far above does not count. */
function growsAround(slot: ScalarSlot, inserts: ReadonlyMap<MapPlace | MapSlot, unknown>): boolean {
  return [...inserts.keys()].some(
    (map) =>
      map.yaml === slot.yaml &&
      map.document === slot.document &&
      !("level" in map && map.level === "spec") &&
      map.path.every((key, at) => key === slot.path[at]),
  );
}

/** The whole value of the scalar, once another default stands in it. */
function withDefault({ node }: ScalarSlot, { start, end }: TextRange, value: string): string {
  const from = rangeOf(node)[0] + (quoteStyleOf(node) === "plain" ? 0 : 1);
  const text = textOf(node) ?? "";
  return text.slice(0, start - from) + value + text.slice(end - from);
}

function addEdits(
  located: Located,
  plan: DraftPlan,
  slot: ScalarSlot | MapPlace,
  edits: readonly Edit[],
): void {
  const { file } = slot.yaml;
  const text = located.survey.parsed.get(file)?.text ?? "";
  plan.edits.set(file, [...(plan.edits.get(file) ?? []), ...toFileEdits(slot.yaml, text, edits)]);
}

function addLeaf(plan: DraftPlan, slot: ScalarSlot | MapPlace, path: NodePath, value: string | null): void {
  plan.leaves.push(intendedLeaf(slot, path, value));
}
