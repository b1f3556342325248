import { duration, type Policy } from "../../../src/core/model/index.ts";

/** The defaults that people get without a configuration. */
export function aPolicy(change: Partial<Policy> = {}): Policy {
  return {
    mode: "pr",
    source: null,
    window: duration(14, "d"),
    grouping: "workload",
    limits: { open: 3, openedAnHour: 1, extraForSafety: 2, inFlight: 1 },
    schedule: { crons: ["0 * * * *"], timeZone: "UTC" },
    openDuring: null,
    freezes: [],
    updates: { deadBand: 0.1, approvedDeadBand: 0.3, evaluations: 3 },
    rejections: { lasts: duration(60, "d"), within: 0.2 },
    pullRequests: {
      draft: false,
      labels: ["optpass"],
      semanticCommits: "auto",
      reopenWithin: duration(7, "d"),
    },
    dashboard: null,
    tuning: { risk: 0.01, cpuLimits: "keep", memoryLimits: "keep", minimumSaving: null },
    paths: { include: [], exclude: [], within: [] },
    rules: [],
    ...change,
  };
}
