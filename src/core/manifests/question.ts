import { boundOf, type SettingName } from "../model/index.ts";
import { isInSpec, type TracedCount } from "./counts/traced-count.ts";
import { keysBelow } from "./edit/check-insertion.ts";
import type { Environment } from "./environment.ts";
import { type Reader, readerOf, type SlotUsers } from "./slot-users.ts";
import type { MapSlot } from "./slots.ts";
import type { Survey } from "./survey.ts";
import type { TracedContainer } from "./trace.ts";
import type { Override, TracedValue } from "./traced-value.ts";

/** One setting of one container, or one count of one object, in one environment, and who else reads what. */
export interface Question {
  readonly survey: Survey;
  readonly users: SlotUsers;
  readonly environment: Environment;
  readonly reader: Reader;
  readonly value: TracedValue;
  /** Where a value that is not set could be added, the best place first. */
  readonly candidates: readonly Candidate[];
  /** In the layer that is applied last; `null` when it is not known. */
  readonly last: Candidate | null;
  /** A mapping to speak of where a value has no place. */
  readonly some: MapSlot | null;
  readonly overrides: readonly Override[];
  /** A new patch can name the object: no operator makes it from another one. */
  readonly isPatchable: boolean;
  /** What else may read the same mapping, for people. */
  readonly kin: "container" | "object";
}

/** A mapping that takes part, and the keys that would set the value below it. */
interface Candidate {
  readonly slot: MapSlot;
  readonly keys: readonly string[];
}

/** What a question is asked with, whatever it is about. */
export type Asked = Pick<Question, "survey" | "users" | "environment">;

export function askForSetting(asked: Asked, container: TracedContainer, setting: SettingName): Question {
  const { maps, last, values, overrides } = container;
  const candidate = (slot: MapSlot): Candidate => ({ slot, keys: keysBelow(slot, setting) });
  const bounds = [...lastFirst(maps[boundOf(setting)]), ...lastFirst(maps.resources)].map(candidate);
  const whole = last === null ? [] : [candidate(last)];
  return {
    ...asked,
    reader: { key: readerOf(asked.environment, container), setting },
    value: values[setting],
    candidates: [...bounds, ...whole],
    last: whole[0] ?? null,
    some: last ?? maps.container[0] ?? maps.resources[0] ?? null,
    overrides: overrides[setting],
    isPatchable: container.resource === undefined,
    kin: "container",
  };
}

export function askForCount(asked: Asked, traced: TracedCount): Question {
  const { count, value, specs, last, overrides, path } = traced;
  const candidate = (slot: MapSlot): Candidate => ({ slot, keys: [count] });
  return {
    ...asked,
    reader: { key: readerOf(asked.environment, traced), setting: count },
    value,
    candidates: isInSpec(path) ? lastFirst(specs).map(candidate) : [],
    last: last === null ? null : candidate(last),
    some: last ?? specs[0] ?? null,
    overrides,
    isPatchable: true,
    kin: "object",
  };
}

function lastFirst(slots: readonly MapSlot[]): readonly MapSlot[] {
  // Asked of every setting of every container, most of which have one layer.
  return slots.length < 2 ? slots : [...slots].sort((left, right) => right.id - left.id);
}
