import type { Guard } from "../guard.ts";
import { serviceClassOf } from "../service-class.ts";
import { settingsAfter } from "../settings-after.ts";

/** The kubelet evicts by quality-of-service class, so a change of class is never silent. */
export const qualityOfService = {
  id: "quality-of-service",
  promise: "the quality-of-service class stays",
  check({ plan, current }) {
    const before = serviceClassOf([...current.values()]);
    const after = serviceClassOf([...settingsAfter(plan, current).values()]);
    if (before === after) return null;
    return { verdict: "warn", message: `The quality-of-service class changes from ${before} to ${after}.` };
  },
} as const satisfies Guard;
