import { type CountName, isWholeNumber } from "../../model/index.ts";
import { type Data, dataAt, textAt } from "../data.ts";
import type { NodePath } from "../node-path.ts";
import { lastMarkerKey, slotOfMarker, slotOfNumberSentinel, slotOfSentinel } from "../sentinel.ts";
import type { MapSlot } from "../slots.ts";
import type { Survey } from "../survey.ts";
import type { TracedValue } from "../traced-value.ts";
import { countFields, isCountedKind } from "./count-fields.ts";
import { isInSpec, type TracedCount } from "./traced-count.ts";

/** The counts of an object that was rendered from planted texts. `otherwise`: what writes a number that was not planted. */
export function readCountSentinels(survey: Survey, object: Data, otherwise: string): readonly TracedCount[] {
  const [apiVersion, kind] = [textAt(object, ["apiVersion"]), textAt(object, ["kind"])];
  const name = textAt(object, ["metadata", "name"]);
  if (kind === null || apiVersion === null || name === null || !isCountedKind(apiVersion, kind)) return [];
  const namespace = textAt(object, ["metadata", "namespace"]);
  const specs = specsOf(survey, object);
  const last = textAt(object, ["spec", lastMarkerKey]);
  return countFields(apiVersion, kind, (path) => textAt(object, path)).map(({ count, path }) => ({
    namespace,
    kind,
    apiVersion,
    name,
    count,
    path,
    value: readValue(survey, object, count, path, otherwise),
    specs,
    last: last === null || !isInSpec(path) ? null : specSlot(survey, last),
    overrides: [],
  }));
}

function readValue(
  survey: Survey,
  object: Data,
  count: CountName,
  path: NodePath,
  otherwise: string,
): TracedValue {
  const raw = textAt(object, path);
  if (raw === null) return { from: "nowhere" };
  const id = isWholeNumber(count) ? slotOfNumberSentinel(raw) : slotOfSentinel(raw);
  const slot = id === null ? undefined : survey.slots[id];
  if (slot?.kind === "scalar") return { from: "slot", slot, through: null };
  return { from: "unknown", raw, why: otherwise };
}

function specsOf(survey: Survey, object: Data): readonly MapSlot[] {
  const spec = dataAt(object, ["spec"]);
  if (!(spec instanceof Map)) return [];
  return [...spec.keys()].map((key) => specSlot(survey, String(key))).filter((slot) => slot !== null);
}

function specSlot(survey: Survey, mark: string): MapSlot | null {
  const id = slotOfMarker(mark);
  const slot = id === null ? undefined : survey.slots[id];
  return slot?.kind === "map" && slot.level === "spec" ? slot : null;
}
