import { type Quantity, resourceOf, type SettingName, type Settings, toNumber } from "../../model/index.ts";
import { type Decision, decide, type Situation } from "../recommend.ts";
import { roundLike } from "../round-quantity.ts";
import type { Tuner } from "../tuner.ts";

// Up to about sixteen times what is wanted, in steps finer than values are rounded to.
const factor = 1.02;
const furthest = 140;

/** A sentence with the values that would be left as they are, were they what is set today. */
export function stayRange(tuner: Tuner, situation: Situation, { bounds }: Decision): readonly string[] {
  const wanted = bounds.find(({ id }) => id === "rounding");
  const to = wanted?.after ?? null;
  if (wanted === undefined || to === null) return [];
  const resource = resourceOf(wanted.setting);
  const limit = bounds.find(({ id, setting }) => id === "rounding" && setting === `limits.${resource}`);
  const limitTo = limit?.after ?? null;
  const ratio = limitTo === null ? null : limitTo / to;
  const valueAt = (step: number): Quantity => roundLike(resource, to * factor ** step, null);
  const stays = (step: number): boolean => {
    const current = setTo(valueAt(step), wanted.setting, ratio, situation.current);
    if (current === null) return false;
    const { bounds: followed, outcome } = decide(tuner, { ...situation, current });
    // A tuner that refuses says nothing of the value. A limit may go beside a value that stays.
    return followed.length > 0 && (!outcome.ok || outcome.value.every(({ proposed }) => proposed === null));
  };
  if (!stays(0)) return [];
  const low = lastThat((step) => stays(-step));
  const high = lastThat(stays);
  const noun = wanted.setting.startsWith("limits") ? "limit" : "request";
  const [least, most] = [valueAt(-low).text, valueAt(high).text];
  if (high === furthest) return [`Any ${noun} of ${least} or more would be left as it is.`];
  if (low === furthest) return [`Any ${noun} up to ${most} would be left as it is.`];
  return [`A ${noun} between ${least} and ${most} would be left as it is.`];
}

/** The last step from 0 on for which it holds; where it ends to hold, it does for good. */
function lastThat(holds: (step: number) => boolean): number {
  let [low, high] = [0, furthest + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Today's settings with another value, and the limit that is wanted beside it; `null` where no pod can have both. */
function setTo(
  value: Quantity,
  setting: SettingName,
  ratio: number | null,
  current: Settings,
): Settings | null {
  const resource = resourceOf(setting);
  if (ratio !== null) {
    const limit = roundLike(resource, toNumber(value) * ratio, null);
    const settings: Settings = { ...current, [`limits.${resource}`]: limit };
    return setting.startsWith("limits") ? settings : { ...settings, [setting]: value };
  }
  const limit = current[`limits.${resource}`];
  return limit !== undefined && value.nanos > limit.nanos ? null : { ...current, [setting]: value };
}
