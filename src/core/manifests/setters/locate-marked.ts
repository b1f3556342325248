import { err, type Location, ok, type Refusal, type Result, type SettingName } from "../../model/index.ts";
import { checkScalar, checkValueText } from "../editable.ts";
import type { Environment } from "../environment.ts";
import type { LocatedSetting } from "../located.ts";
import type { Place } from "../place.ts";
import { sensibleQuantity } from "../quantity-sense.ts";
import { reachOf } from "../reach.ts";
import { locationOf } from "../slot-location.ts";
import type { Survey } from "../survey.ts";
import type { TracedContainer } from "../trace.ts";
import { textOf } from "../yaml-nodes.ts";
import { fittingSetters } from "./fitting-setters.ts";
import { describeSetter, type Setter } from "./setter.ts";

/** Finds the settings whose value a comment names; `null`: none does. */
export type MarkFinder = (
  environment: Environment,
  container: TracedContainer,
  setting: SettingName,
) => LocatedSetting | null;

/**
 * A comment in a file that the environment reads goes before one that no environment reads, as in the values of a chart;
 * those in files of other environments say nothing of this one.
 */
export function findMarks(survey: Survey): MarkFinder {
  const { setters } = survey.setters;
  if (setters.length === 0) return () => null;
  const byName = new Map<string, Setter[]>();
  for (const setter of setters) {
    const { name } = setter.target;
    const others = byName.get(name);
    if (others === undefined) byName.set(name, [setter]);
    else others.push(setter);
  }
  const reaches = new Map(survey.environments.map((one) => [one, reachOf(survey, one)]));
  const deployed = new Set([...reaches.values()].flatMap((files) => [...files]));
  return (environment, container, setting) => {
    const fitting = fittingSetters(byName.get(container.name) ?? [], container, setting);
    const own = fitting.filter(({ slot }) => reaches.get(environment)?.has(slot.yaml.file));
    const elsewhere = fitting.filter(({ slot }) => !deployed.has(slot.yaml.file));
    return locateMarked(survey, own.length > 0 ? own : elsewhere);
  };
}

function locateMarked(survey: Survey, setters: readonly Setter[]): LocatedSetting | null {
  const [first, ...others] = setters;
  if (first === undefined) return null;
  if (others.length === 0)
    return { ...locateSetter(survey, first), shared: null, fanOut: [], foundBy: "comment" };
  const refused = severalSetters(setters);
  const nowhere = {
    value: null,
    raw: null,
    writtenAt: null,
    shared: null,
    fanOut: [],
    foundBy: "comment",
  } as const;
  return { ...nowhere, place: refused, removal: refused };
}

/** More than one comment claims a setting. */
export function severalSetters(setters: readonly Setter[]): Result<never, Refusal> {
  const places = setters
    .slice(0, 5)
    .map(({ slot }) => locationOf(slot))
    .map(({ file, line }) => `${file}:${line}`);
  const [first] = setters;
  const target = first === undefined ? "" : describeSetter(first.target);
  return err({ code: "repeated-setter", target, places: places.sort() });
}

/** What a marked value is, and where. */
export function locateSetter(
  survey: Survey,
  { slot, target: { setting } }: Setter,
): Omit<LocatedSetting, "shared" | "fanOut" | "foundBy"> & { readonly writtenAt: Location } {
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
