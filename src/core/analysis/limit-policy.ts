import {
  err,
  ok,
  type Refusal,
  type Resource,
  type Result,
  type SettingName,
  type Settings,
  toNumber,
} from "../model/index.ts";
import type { LimitPolicy, WantedSetting } from "./tuner.ts";

/**
 * The limit that goes with a request, `null` if it stays as it is. A container without a limit is given none, and a CPU
 * limit never comes down.
 */
export function limitFor(
  resource: Resource,
  policy: LimitPolicy,
  request: number,
  current: Settings,
): Result<WantedSetting | null, Refusal> {
  const setting: SettingName = `limits.${resource}`;
  const limit = current[setting];
  if (limit === undefined || policy === "keep") return ok(null);
  const today = toNumber(limit);
  const reserved = current[`requests.${resource}`];
  const ratio = reserved === undefined || policy === "equal" ? 1 : today / toNumber(reserved);
  const amount = request * ratio;
  if (resource === "memory" || amount > today) return ok({ setting, amount });
  // Equal is a promise about the class of the pod; a ratio is only a habit.
  return policy === "equal" ? err({ code: "limit-never-lowered", setting, limit: limit.text }) : ok(null);
}
