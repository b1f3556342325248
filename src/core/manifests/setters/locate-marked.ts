import { err, type Location, ok, type Refusal, type Result, type SettingName } from "../../model/index.ts";
import { checkScalar, checkValueText } from "../editable.ts";
import type { Environment } from "../environment.ts";
import type { LocatedSetting, Place } from "../located.ts";
import { sensibleQuantity } from "../quantity-sense.ts";
import { locationOf } from "../slot-location.ts";
import type { Survey } from "../survey.ts";
import type { TracedContainer } from "../trace.ts";
import { textOf } from "../yaml-nodes.ts";
import { fittingSetters, narrowTo } from "./fitting-setters.ts";
import { describeSetter, type Setter } from "./setter.ts";

/** A setting whose value a comment names; `null`: none does. */
export function locateMarked(
  survey: Survey,
  environment: Environment,
  container: TracedContainer,
  setting: SettingName,
): LocatedSetting | null {
  const setters = narrowTo(survey, environment, fittingSetters(survey, container, setting));
  const [first, ...others] = setters;
  if (first === undefined) return null;
  const nowhere = { value: null, raw: null, writtenAt: null, fanOut: [], foundBy: "comment" } as const;
  if (others.length > 0) {
    const refused = severalSetters(setters);
    return { ...nowhere, place: refused, removal: refused };
  }
  return { ...locateSetter(survey, first), fanOut: [], foundBy: "comment" };
}

/** More than one comment claims a setting. */
export function severalSetters(setters: readonly Setter[]): Result<never, Refusal> {
  const places = setters.map(({ slot }) => locationOf(slot)).map(({ file, line }) => `${file}:${line}`);
  const [first] = setters;
  const target = first === undefined ? "" : describeSetter(first.target);
  return err({ code: "repeated-setter", target, places: places.sort() });
}

/** What a marked value is, and where. */
export function locateSetter(
  survey: Survey,
  { slot, target: { setting } }: Setter,
): Omit<LocatedSetting, "fanOut" | "foundBy"> & { readonly writtenAt: Location } {
  const raw = textOf(slot.node) ?? "";
  const writtenAt = locationOf(slot);
  const value = sensibleQuantity(setting, raw);
  return { value, raw, writtenAt, place: placeOf(survey, slot), removal: notRemoved(writtenAt) };
}

function placeOf(survey: Survey, slot: Setter["slot"]): Result<Place, Refusal> {
  const editable = checkScalar(survey, slot);
  const text = editable.ok ? checkValueText(slot) : editable;
  return text.ok ? ok({ location: locationOf(slot), edit: { kind: "replace", slot } }) : text;
}

// What takes a key out knows containers only, and a comment may stand anywhere.
function notRemoved({ file, line }: Location): Result<never, Refusal> {
  const construct = "a comment that marks the value, which is then never taken out";
  return err({ code: "unsupported-syntax", file, line, construct });
}
