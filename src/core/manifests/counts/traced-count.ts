import type { CountName } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import type { MapSlot } from "../slots.ts";
import type { Override, TracedValue } from "../traced-value.ts";
import type { CountedKind } from "./count-fields.ts";

/** What decides one count of one object in one environment. */
export interface TracedCount {
  readonly namespace: string | null;
  readonly kind: CountedKind;
  readonly apiVersion: string;
  readonly name: string;
  readonly count: CountName;
  /** Where it stands in the object. */
  readonly path: NodePath;
  readonly value: TracedValue;
  /** The `spec` mappings of all layers that take part in the object. */
  readonly specs: readonly MapSlot[];
  /** The one of the layer that is applied last; `null` when it is not known, or when the count stands deeper. */
  readonly last: MapSlot | null;
  /** Where else a value of its own could be added, the place that is applied last first. */
  readonly overrides: readonly Override[];
}

/** The count could be a key of the `spec` itself. */
export function isInSpec(path: NodePath): boolean {
  return path.length === 2;
}
