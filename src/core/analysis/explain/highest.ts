import { type Instant, instant, type Profile } from "../../model/index.ts";

/** The step of the profile with the highest usage. */
export interface Highest {
  readonly at: Instant;
  readonly stepSeconds: number;
  readonly amount: number;
}

/** `null` where nothing was seen. Of several equal ones, the first. */
export function highestOf({ max, start, stepSeconds }: Profile): Highest | null {
  let index = -1;
  let amount = 0;
  for (const [step, value] of max.entries()) {
    if (value !== null && (index < 0 || value > amount)) [index, amount] = [step, value];
  }
  return index < 0 ? null : { at: instant((start + index * stepSeconds) * 1000), stepSeconds, amount };
}
