import { isMap } from "yaml";
import {
  err,
  ok,
  parseQuantity,
  type Refusal,
  type Result,
  type SettingName,
  settingNames,
} from "../../model/index.ts";
import { describeContainer, type Located, type LocatedContainer } from "../located.ts";
import type { NodePath } from "../node-path.ts";
import type { MapPlace, ScalarSlot } from "../slots.ts";
import type { TextRange } from "../trace.ts";
import { rangeOf, textOf } from "../yaml-nodes.ts";
import { applyEdits } from "./apply-edits.ts";
import { checkInsertion } from "./check-insertion.ts";
import type { Addition } from "./draft.ts";
import type { Edit } from "./edit.ts";
import type { ChangedLine, ContainerChange, EditPlan, IntendedField, IntendedLeaf } from "./edit-plan.ts";
import { toFileEdits } from "./embedded-edits.ts";
import { type Insertion, insertSettings } from "./insertion.ts";
import { addPatches } from "./new-patch.ts";
import { goingPairs, removeSetting } from "./removal.ts";
import { intendedLeaf, replaceScalar } from "./replace-scalar.ts";
import { quoteStyleOf } from "./scalar-text.ts";
import { groupPatches } from "./workload-patches.ts";

/**
 * Plans all changes of one pull request together, because they may share a file. Refuses with the reason of the first
 * setting that has no place, or whose value is no quantity.
 */
export function planEdits(located: Located, wanted: readonly ContainerChange[]): Result<EditPlan, Refusal> {
  const plan: Draft = {
    edits: new Map(),
    leaves: [],
    fields: [],
    inserts: new Map(),
    removals: new Map(),
    patches: new Map(),
  };
  for (const { container, changes } of wanted) {
    const ordered = [...changes].sort(
      (a, b) => settingNames.indexOf(a.setting) - settingNames.indexOf(b.setting),
    );
    for (const { setting, value } of ordered) {
      const added = addChange(located, plan, container, setting, value);
      if (!added.ok) return added;
    }
  }
  const going = goingPairs([...plan.removals.keys()]);
  for (const [slot, addition] of plan.removals) {
    addEdits(located, plan, slot, removeSetting(slot, addition, growsAround(slot, plan.inserts)));
    addLeaf(plan, slot, slot.path, null);
  }
  for (const [map, insertions] of plan.inserts) {
    addEdits(located, plan, map, insertSettings(map, insertions, going));
    for (const { keys, addition } of insertions) addLeaf(plan, map, [...map.path, ...keys], addition.value);
  }
  for (const [file, changes] of plan.patches) {
    const kustomization = [...located.survey.kustomizations.values()].find(
      (candidate) => candidate.file === file,
    );
    if (kustomization === undefined)
      return err({ code: "unreadable-file", file, problem: "it is not there" });
    const patches = addPatches(kustomization, groupPatches(located, kustomization, changes));
    if (!patches.ok) return patches;
    plan.edits.set(file, [...(plan.edits.get(file) ?? []), ...patches.value.edits]);
    for (const { path, value } of patches.value.leaves)
      plan.leaves.push({ file, document: 0, path, inside: null, value });
  }
  return finish(located, plan);
}

interface Draft {
  readonly edits: Map<string, readonly Edit[]>;
  readonly leaves: IntendedLeaf[];
  readonly fields: IntendedField[];
  readonly inserts: Map<MapPlace, Insertion[]>;
  readonly removals: Map<ScalarSlot, Addition>;
  readonly patches: Map<string, { readonly container: LocatedContainer; readonly addition: Addition }[]>;
}

function addChange(
  located: Located,
  plan: Draft,
  container: LocatedContainer,
  setting: SettingName,
  value: string | null,
): Result<null, Refusal> {
  const { place: placeOfValue, removal } = container.settings[setting];
  const place = value === null ? removal : placeOfValue;
  // It is not set already.
  if (place === null) return ok(null);
  if (!place.ok) return place;
  if (value !== null && !parseQuantity(value).ok) {
    return err({ code: "impossible-quantity", setting, value, where: "the proposed change" });
  }
  const addition: Addition = { setting, value, container: describeContainer(container) };
  const { edit } = place.value;
  plan.fields.push(fieldOf(container, setting, value));
  if (edit.kind === "replace") {
    addEdits(located, plan, edit.slot, [replaceScalar(edit.slot, addition)]);
    addLeaf(plan, edit.slot, edit.slot.path, value);
  } else if (edit.kind === "replace-default") {
    const { slot, part } = edit;
    const whole = withDefault(slot, part, value ?? "");
    const marks = [{ setting, container: addition.container, at: 0 }];
    addEdits(located, plan, slot, [{ ...part, text: value ?? "", marks }]);
    addLeaf(plan, slot, slot.path, whole);
  } else if (edit.kind === "remove") plan.removals.set(edit.slot, addition);
  else if (edit.kind === "insert") {
    const allowed = checkInsertion(edit.map, edit.keys);
    if (!allowed.ok) return allowed;
    const map = topMap(located, edit.map);
    const keys = [...edit.map.path.slice(map.path.length).map(String), ...edit.keys];
    plan.inserts.set(map, [...(plan.inserts.get(map) ?? []), { keys, addition }]);
  } else {
    plan.patches.set(edit.file, [...(plan.patches.get(edit.file) ?? []), { container, addition }]);
  }
  return ok(null);
}

// Two settings may be added through different levels of one container; they meet in the topmost mapping, so that one
// tree orders what is added at the same line.
function topMap(located: Located, map: MapPlace): MapPlace {
  if (map.path.length === 0) return map;
  const parent = map.yaml.documents[map.document]?.getIn(map.path.slice(0, -1), true);
  const above = isMap(parent) ? located.survey.slotOf.get(parent) : undefined;
  return above?.kind === "map" ? topMap(located, above) : map;
}

/** Something is added to the container, or to its `resources`. */
function growsAround(slot: ScalarSlot, inserts: ReadonlyMap<MapPlace, unknown>): boolean {
  return [...inserts.keys()].some(
    ({ yaml, document, path }) =>
      yaml === slot.yaml && document === slot.document && path.every((key, at) => key === slot.path[at]),
  );
}

function fieldOf(container: LocatedContainer, setting: SettingName, value: string | null): IntendedField {
  const { environment, kind, name, init, trace } = container;
  const { apiVersion, namespace, resource } = trace;
  const identity = { environment: environment.name, apiVersion, kind, namespace, name };
  return { ...identity, container: container.container, init, setting, value, resource };
}

/** The whole value of the scalar, once another default stands in it. */
function withDefault({ node }: ScalarSlot, { start, end }: TextRange, value: string): string {
  const from = rangeOf(node)[0] + (quoteStyleOf(node) === "plain" ? 0 : 1);
  const text = textOf(node) ?? "";
  return text.slice(0, start - from) + value + text.slice(end - from);
}

function addEdits(located: Located, plan: Draft, slot: ScalarSlot | MapPlace, edits: readonly Edit[]): void {
  const { file } = slot.yaml;
  const text = located.survey.parsed.get(file)?.text ?? "";
  plan.edits.set(file, [...(plan.edits.get(file) ?? []), ...toFileEdits(slot.yaml, text, edits)]);
}

function addLeaf(plan: Draft, slot: ScalarSlot | MapPlace, path: NodePath, value: string | null): void {
  plan.leaves.push(intendedLeaf(slot, path, value));
}

function finish(located: Located, plan: Draft): Result<EditPlan, Refusal> {
  const lines: ChangedLine[] = [];
  for (const [file, edits] of plan.edits) {
    const applied = applyEdits(located.survey.parsed.get(file)?.text ?? "", edits);
    if (!applied.ok) return applied;
    for (const line of applied.value.lines) lines.push({ file, ...line });
  }
  return ok({ edits: plan.edits, leaves: plan.leaves, fields: plan.fields, lines });
}
