import { parseQuantity, sameAmount } from "../../model/index.ts";
import type { LocatedContainer } from "../located.ts";
import type { ContainerChange } from "./edit-plan.ts";

/** The changes that change something, or are refused: an equal amount is none, however it is spelt. */
export function changesLeft(
  { settings }: LocatedContainer,
  changes: ContainerChange["changes"],
): ContainerChange["changes"] {
  return changes.filter(({ setting, value }) => {
    const { value: current, place, shared } = settings[setting];
    const wanted = value === null ? null : parseQuantity(value);
    return (
      (!place.ok && shared === null) ||
      current === null ||
      wanted === null ||
      !wanted.ok ||
      !sameAmount(current, wanted.value)
    );
  });
}
