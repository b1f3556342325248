import { err, type Location, ok, type Refusal, type Result, type SettingName } from "../../model/index.ts";
import type { ContainerChoice } from "../choose-container.ts";
import type { Edit } from "../edit/edit.ts";
import type { EditPlan, IntendedLeaf } from "../edit/edit-plan.ts";
import { toFileEdits } from "../edit/embedded-edits.ts";
import { intendedLeaf, replaceScalar } from "../edit/replace-scalar.ts";
import type { Located, LocatedSetting } from "../located.ts";
import { sensibleQuantity } from "../quantity-sense.ts";
import type { Survey } from "../survey.ts";
import { chosenSetters, fittingSetters } from "./fitting-setters.ts";
import { locateSetter, severalSetters } from "./locate-marked.ts";
import { describeSetter, type Setter, type SetterTarget } from "./setter.ts";

/** A marked value of a container that no manifest and no render shows: of a chart or an operator, for example. */
export interface MarkedValue extends Omit<LocatedSetting, "shared" | "fanOut" | "foundBy"> {
  readonly target: SetterTarget;
  readonly writtenAt: Location;
}

/** Marked values whose container was not found in any environment. */
export function markedValues(located: Located): readonly MarkedValue[] {
  const { survey, containers } = located;
  return survey.setters.setters
    .filter(
      (setter) =>
        !containers.some(
          (container) => fittingSetters([setter], container, setter.target.setting).length > 0,
        ),
    )
    .map((setter) => ({ ...locateSetter(survey, setter), target: setter.target }));
}

/**
 * Plans new values for marked ones. `null`: comments name nothing of what is asked for. Errors: `ambiguous-target`,
 * `repeated-setter`, `not-in-repository` where only some of it is marked, or why a value is not edited.
 */
export function planMarkedEdits(
  { survey }: Located,
  choice: ContainerChoice,
  changes: readonly { readonly setting: SettingName; readonly value: string }[],
): Result<EditPlan, Refusal> | null {
  const found = changes.map((change) => ({
    ...change,
    setters: chosenSetters(
      fittingSetters(survey.setters.setters, choice, change.setting),
      choice.environment,
    ),
  }));
  const all = found.flatMap(({ setters }) => setters);
  if (all.length === 0) return null;
  const names = new Set(all.map(containerOf));
  if (names.size > 1) return err({ code: "ambiguous-target", containers: [...names].sort() });
  const plan: Draft = { edits: new Map(), leaves: [] };
  for (const { setting, value, setters } of found) {
    const [setter] = setters;
    if (setter === undefined) return err({ code: "not-in-repository", origin: survey.files.origin });
    if (setters.length > 1) return severalSetters(setters);
    const { place } = locateSetter(survey, setter);
    if (!place.ok) return place;
    if (sensibleQuantity(setting, value) === null)
      return err({ code: "impossible-quantity", setting, value, where: "the proposed change" });
    addReplacement(plan, survey, setter, value);
  }
  return ok({ ...plan, fields: [], lines: [] });
}

interface Draft {
  readonly edits: Map<string, readonly Edit[]>;
  readonly leaves: IntendedLeaf[];
}

function addReplacement(plan: Draft, survey: Survey, setter: Setter, value: string): void {
  const { slot, target } = setter;
  const { file } = slot.yaml;
  const edit = replaceScalar(slot, { setting: target.setting, value, container: containerOf(setter) });
  const edits = toFileEdits(slot.yaml, survey.parsed.get(file)?.text ?? "", [edit]);
  plan.edits.set(file, [...(plan.edits.get(file) ?? []), ...edits]);
  plan.leaves.push(intendedLeaf(slot, slot.path, value));
}

function containerOf({ target }: Setter): string {
  return describeSetter(target).replace(/:.*$/, "");
}
