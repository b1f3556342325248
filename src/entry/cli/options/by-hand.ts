import type { Policy } from "../../../core/model/index.ts";

/**
 * The policy of a run by hand: whoever runs it asks for everything now, so nothing waits for a window, a limit or a
 * second evaluation. How people's answers and approvals are kept is the same as everywhere.
 */
export function byHand(policy: Policy): Policy {
  return {
    ...policy,
    limits: { open: Infinity, openedAnHour: Infinity, extraForSafety: 0, inFlight: Infinity },
    openDuring: null,
    freezes: [],
    updates: { ...policy.updates, evaluations: 1 },
  };
}
