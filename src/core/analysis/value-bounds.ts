import {
  describeAmount,
  err,
  ok,
  type Quantity,
  type Refusal,
  type Result,
  resourceOf,
  type SettingName,
  toNumber,
} from "../model/index.ts";
import type { Bound, ValueBounds, WantedSetting } from "./tuner.ts";

export interface HeldWithin {
  readonly wanted: readonly WantedSetting[];
  readonly bounds: readonly Bound[];
  /** Sentences for the reviewer, of values that were raised. */
  readonly reasons: readonly string[];
}

/**
 * Holds wanted values within the bounds that people set. A lower one is raised, and the limit beside it no less; one that
 * would have to be higher is refused, because less than it needs is no answer.
 */
export function holdWithin(
  wanted: readonly WantedSetting[],
  valueBounds: Readonly<Partial<Record<SettingName, ValueBounds>>>,
): Result<HeldWithin, Refusal> {
  const held: WantedSetting[] = [];
  const bounds: Bound[] = [];
  const reasons: string[] = [];
  for (const one of wanted) {
    const { setting, amount } = one;
    const { floor = null, ceiling = null } = valueBounds[setting] ?? {};
    if (amount === null) {
      held.push(one);
      continue;
    }
    const beside = held.find((other) => resourceOf(other.setting) === resourceOf(setting));
    const wasRaised = wanted.find((other) => other.setting === beside?.setting)?.amount !== beside?.amount;
    const least = Math.max(floor === null ? 0 : toNumber(floor), wasRaised ? (beside?.amount ?? 0) : 0);
    const after = Math.max(amount, least);
    if (ceiling !== null && after > toNumber(ceiling)) {
      const needed = describeAmount(resourceOf(setting), after);
      return err({ code: "above-ceiling", setting, wanted: needed, ceiling: ceiling.text });
    }
    held.push({ setting, amount: after });
    if (floor === null && ceiling === null && !wasRaised) continue;
    bounds.push({ id: "configuration", setting, before: amount, after, says: saysOf(floor, ceiling) });
    if (floor !== null && after > amount)
      reasons.push(`${setting} is never below ${floor.text}, as the configuration says.`);
  }
  return ok({ wanted: held, bounds, reasons });
}

function saysOf(floor: Quantity | null, ceiling: Quantity | null): string {
  const parts = [
    ...(floor === null ? [] : [`never below ${floor.text}`]),
    ...(ceiling === null ? [] : [`never above ${ceiling.text}`]),
  ];
  return parts.length === 0 ? "not below the request" : parts.join(", ");
}
