import type { Guard } from "../guard.ts";
import { settingsAfter } from "../settings-after.ts";

/** The API server rejects a request above its limit; such a change could never be applied. */
export const requestWithinLimit = {
  id: "request-within-limit",
  promise: "no request is above its limit",
  check({ plan, current }) {
    for (const [container, settings] of settingsAfter(plan, current)) {
      for (const resource of ["cpu", "memory"] as const) {
        const request = settings[`requests.${resource}`];
        const limit = settings[`limits.${resource}`];
        if (request !== undefined && limit !== undefined && request.nanos > limit.nanos) {
          return {
            verdict: "block",
            message: `The ${resource} request of ${container} would be ${request.text}, above its limit of ${limit.text}.`,
          };
        }
      }
    }
    return null;
  },
} as const satisfies Guard;
