import {
  type Evidence,
  type LimitPast,
  mergeHistograms,
  type Quantity,
  type Refusal,
  type Resource,
  shareAbove,
  toNumber,
  type Usage,
} from "../model/index.ts";
import { halfLifeDays } from "./backtest/index.ts";
import { basesOf } from "./basis.ts";
import type { TuningOptions } from "./tuner.ts";

/** Above this share of throttled periods, usage is what the limit allowed and no longer what was wanted. */
const censoredAbove = 0.1;

/** A container that reaches so much of its CPU limit is held back by it, whatever the kernel counts. */
const nearLimit = 0.95;

export type HeldBack = Extract<Refusal, { code: "throttled" | "limit-reached" }>;

/** How a CPU limit hides what is needed; `null` where it does not. */
export function heldBackBy(
  limit: Quantity,
  usage: Usage,
  { throttledShare }: Evidence,
  { risk }: TuningOptions,
): HeldBack | null {
  if (throttledShare !== null && throttledShare > censoredAbove)
    return { code: "throttled", share: throttledShare, limit: limit.text };
  const share = shareAtLimit(usage, toNumber(limit));
  return share > risk ? { code: "limit-reached", share, limit: limit.text } : null;
}

/** How close usage came to a limit, in cores or bytes; `null`: there will be none. */
export function pastAtLimit(resource: Resource, usage: Usage, limit: number | null): LimitPast {
  return {
    peakOverLimit: limit === null ? null : usage.distribution.max / limit,
    atLimit: limit === null || resource === "memory" ? null : shareAtLimit(usage, limit),
  };
}

/** Share of the time, where it is highest, on the days that a value is chosen on; the recent ones weigh more there, too. */
function shareAtLimit(usage: Usage, limit: number): number {
  const shares = basesOf(usage).map(({ days }) => {
    const recent = mergeHistograms(days, (index) => 0.5 ** ((days.length - 1 - index) / halfLifeDays));
    return shareAbove(recent, limit * nearLimit);
  });
  return Math.max(...shares);
}
