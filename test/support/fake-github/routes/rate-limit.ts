import type { RateLimits } from "../http/rate-limits.ts";
import { json } from "../http/reply.ts";
import type { Routes } from "../http/router.ts";

export function rateLimitRoutes(limits: RateLimits): Routes {
  return {
    anywhere: {
      "GET /rate_limit": (call) => {
        const core = limits.status(call.actor);
        const known = { resources: { core, search: core }, rate: core };
        return json(200, known);
      },
    },
  };
}
