import {
  err,
  isCountText,
  ok,
  parseQuantity,
  type Refusal,
  type Result,
  type SettingName,
  settingNames,
} from "../../model/index.ts";
import { describeObject } from "../counts/located-count.ts";
import { describeContainer, type Located, type LocatedContainer } from "../located.ts";
import { addAt, type DraftPlan, emptyPlan, finishPlan } from "./draft-plan.ts";
import type { ContainerChange, CountChange, EditPlan, IntendedField } from "./edit-plan.ts";
import { SharedValues } from "./shared-values.ts";

/**
 * Plans all changes of one pull request together, because they may share a file. Refuses with the reason of the first
 * setting or count that has no place, or whose value it cannot have. A value that several settings read is changed where
 * it stands, if all of them are to have the same new one.
 */
export function planEdits(
  located: Located,
  wanted: readonly ContainerChange[],
  counts: readonly CountChange[] = [],
): Result<EditPlan, Refusal> {
  const plan = emptyPlan();
  const shared = new SharedValues(wanted);
  for (const { container, changes } of wanted) {
    const ordered = [...changes].sort(
      (a, b) => settingNames.indexOf(a.setting) - settingNames.indexOf(b.setting),
    );
    for (const { setting, value } of ordered) {
      const added = addSetting(located, plan, shared, container, { setting, value });
      if (!added.ok) return added;
    }
  }
  // After the settings: where both are added at one line, what is deeper comes first.
  for (const change of counts) {
    const added = addCount(located, plan, change);
    if (!added.ok) return added;
  }
  return finishPlan(located, plan);
}

function addSetting(
  located: Located,
  plan: DraftPlan,
  values: SharedValues,
  container: LocatedContainer,
  { setting, value }: ContainerChange["changes"][number],
): Result<null, Refusal> {
  const { place: placeOfValue, removal, shared } = container.settings[setting];
  const together = value === null || shared === null ? null : values.meantByAll(shared);
  const place = value === null ? removal : together === null ? placeOfValue : ok(together.place);
  // It is not set already.
  if (place === null) return ok(null);
  if (!place.ok) return place;
  if (value !== null && !parseQuantity(value).ok) {
    return err({ code: "impossible-quantity", setting, value, where: proposed });
  }
  plan.fields.push(fieldOf(container, setting, value));
  // The first of them changes it for all.
  if (together !== null && !values.isFirst(together, container, setting)) return ok(null);
  const addition = { setting, value, container: together?.readers ?? describeContainer(container) };
  return addAt(located, plan, place.value, { container, addition });
}

function addCount(
  located: Located,
  plan: DraftPlan,
  { count: found, value }: CountChange,
): Result<null, Refusal> {
  const { place, count, environment, kind, name, trace } = found;
  if (!place.ok) return place;
  if (!isCountText(count, value)) return err({ code: "impossible-count", count, value, where: proposed });
  const { apiVersion, namespace } = trace;
  plan.fields.push({ environment: environment.name, apiVersion, kind, namespace, name, count, value });
  const addition = { setting: count, value, container: describeObject(found) };
  return addAt(located, plan, place.value, { count: found, addition });
}

const proposed = "the proposed change";

function fieldOf(container: LocatedContainer, setting: SettingName, value: string | null): IntendedField {
  const { environment, kind, name, init, trace } = container;
  const { apiVersion, namespace, resource } = trace;
  const identity = { environment: environment.name, apiVersion, kind, namespace, name };
  return { ...identity, container: container.container, init, setting, value, resource };
}
