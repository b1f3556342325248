import { type Quantity, type Resource, toNumber } from "../model/index.ts";
import type { TuningOptions } from "./tuner.ts";

/** Whether a value is so close to the current one that changing it is noise. */
export function withinDeadBand(
  current: Quantity,
  wanted: Quantity,
  resource: Resource,
  options: TuningOptions,
  urgent: boolean,
): boolean {
  const from = toNumber(current);
  const distance = Math.abs(toNumber(wanted) - from);
  const smallShare = distance <= options.deadBand.share * from;
  const smallAmount = distance < options.deadBand[resource];
  return smallShare || (smallAmount && !urgent);
}
