import {
  err,
  type LimitPolicy,
  ok,
  type Refusal,
  type Resource,
  type Result,
  type SettingName,
  type Settings,
  toNumber,
} from "../model/index.ts";
import type { Bound, WantedSetting } from "./tuner.ts";

/**
 * The limit that goes with a request, `null` if it stays as it is. A container without a limit is given none, and a CPU
 * limit never comes down: it may only go altogether.
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
  if (policy === "none") return ok({ setting, amount: null });
  const today = toNumber(limit);
  const reserved = current[`requests.${resource}`];
  const ratio = reserved === undefined || policy === "equal" ? 1 : today / toNumber(reserved);
  const amount = request * ratio;
  if (resource === "memory" || amount > today) return ok({ setting, amount });
  // Equal is a promise about the class of the pod; a ratio is only a habit.
  return policy === "equal" ? err({ code: "limit-never-lowered", setting, limit: limit.text }) : ok(null);
}

/** What the limit made of a request, and the policy of the limit. `limit`: what `limitFor` gave. */
export function limitBounds(
  resource: Resource,
  policy: LimitPolicy,
  before: number,
  after: number,
  limit: WantedSetting | null,
  current: Settings,
): readonly Bound[] {
  const setting: SettingName = `limits.${resource}`;
  const today = current[setting];
  if (today === undefined) {
    const says = "no limit is set, and none is added";
    return [{ id: "limit", setting: `requests.${resource}`, before, after, says }];
  }
  const follows: Bound = {
    id: "limit-policy",
    setting,
    before: toNumber(today),
    after: limit === null ? toNumber(today) : limit.amount,
    says: `${policies[policy]} (--${resource}-limits ${policy})`,
  };
  if (limit !== null) return [follows];
  return [
    follows,
    { id: "limit", setting: `requests.${resource}`, before, after, says: `never above ${today.text}` },
  ];
}

const policies: Readonly<Record<LimitPolicy, string>> = {
  keep: "an existing limit stays as it is",
  ratio: "an existing limit keeps its ratio to the request",
  equal: "an existing limit is to equal the request",
  none: "an existing limit is removed",
};
