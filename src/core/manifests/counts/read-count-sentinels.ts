import { type CountName, isWholeNumber } from "../../model/index.ts";
import { type Data, dataAt, textAt } from "../data.ts";
import type { NodePath } from "../node-path.ts";
import { lastMarkerKey, slotOfMarker, slotOfNumberSentinel, slotOfSentinel } from "../sentinel.ts";
import type { MapSlot, Slot } from "../slots.ts";
import type { TracedValue } from "../traced-value.ts";
import { countFields, isCountedKind } from "./count-fields.ts";
import { isInSpec, type TracedCount } from "./traced-count.ts";

/** What was planted, and what else could have written a value that was not. */
export interface PlantedSlots {
  /** By the numbers that their sentinels count. */
  readonly slots: readonly Slot[];
  readonly otherwise: string;
  /** A patch of the environment's own kustomization would win over it. */
  readonly otherwiseGivesWay?: true;
}

/** A value that none of the planted slots decides. */
export function writtenOtherwise({ otherwise, otherwiseGivesWay }: PlantedSlots, raw: string): TracedValue {
  const unknown = { from: "unknown", raw, why: otherwise } as const;
  return otherwiseGivesWay === true ? { ...unknown, givesWay: true } : unknown;
}

/** The counts of an object that was rendered from planted texts. */
export function readCountSentinels(planted: PlantedSlots, object: Data): readonly TracedCount[] {
  const [apiVersion, kind] = [textAt(object, ["apiVersion"]), textAt(object, ["kind"])];
  const name = textAt(object, ["metadata", "name"]);
  if (kind === null || apiVersion === null || name === null || !isCountedKind(apiVersion, kind)) return [];
  const namespace = textAt(object, ["metadata", "namespace"]);
  const { slots } = planted;
  const specs = specsOf(slots, object);
  const last = textAt(object, ["spec", lastMarkerKey]);
  return countFields(apiVersion, kind, (path) => textAt(object, path)).map(({ count, path }) => ({
    namespace,
    kind,
    apiVersion,
    name,
    count,
    path,
    value: readValue(planted, object, count, path),
    specs,
    last: last === null || !isInSpec(path) ? null : specSlot(slots, last),
    overrides: [],
  }));
}

function readValue(planted: PlantedSlots, object: Data, count: CountName, path: NodePath): TracedValue {
  const { slots } = planted;
  const raw = textAt(object, path);
  if (raw === null) return { from: "nowhere" };
  const number = isWholeNumber(count) ? slotOfNumberSentinel(raw) : slotOfSentinel(raw);
  const slot = number === null ? undefined : slots[number];
  if (slot?.kind === "scalar") return { from: "slot", slot, through: null };
  return writtenOtherwise(planted, raw);
}

function specsOf(slots: readonly Slot[], object: Data): readonly MapSlot[] {
  const spec = dataAt(object, ["spec"]);
  if (!(spec instanceof Map)) return [];
  return [...spec.keys()].map((key) => specSlot(slots, String(key))).filter((slot) => slot !== null);
}

function specSlot(slots: readonly Slot[], mark: string): MapSlot | null {
  const number = slotOfMarker(mark);
  const slot = number === null ? undefined : slots[number];
  return slot?.kind === "map" && slot.level === "spec" ? slot : null;
}
