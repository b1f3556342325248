import type { SettingName, WorkloadKind } from "../../model/index.ts";
import type { ScalarSlot } from "../slots.ts";

/** A comment behind a value that says what the value is, as Flux's image automation has it. */
export interface Setter {
  readonly target: SetterTarget;
  /** The value. */
  readonly slot: ScalarSlot;
}

export interface SetterTarget {
  /** `null`: any. */
  readonly namespace: string | null;
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly container: string;
  readonly setting: SettingName;
}

/** As it is written in the comment. */
export function describeSetter({ namespace, kind, name, container, setting }: SetterTarget): string {
  return `${namespace ?? ""}/${kind}/${name}/${container}:${setting}`;
}
