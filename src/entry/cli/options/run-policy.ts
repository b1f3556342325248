import { duration, type Policy } from "../../../core/model/index.ts";

/**
 * The policy of a run by hand: whoever runs it asks for everything now, so nothing waits for a schedule, a limit or a
 * second evaluation. How people's answers and approvals are kept is the same as everywhere.
 */
export const runPolicy: Policy = {
  mode: "pr",
  source: null,
  window: duration(14, "d"),
  grouping: "workload",
  limits: { open: Infinity, openedAnHour: Infinity, inFlight: Infinity },
  schedule: { crons: [], timeZone: "UTC" },
  openDuring: null,
  freezes: [],
  updates: { deadBand: 0.1, approvedDeadBand: 0.3, evaluations: 1 },
  rejections: { lasts: duration(60, "d"), within: 0.2 },
  pullRequests: {
    draft: false,
    labels: ["optpass"],
    semanticCommits: "auto",
    reopenWithin: duration(7, "d"),
    autoMerge: false,
  },
  dashboard: null,
  tuning: {
    risk: 0.01,
    cpuLimits: "keep",
    memoryLimits: "keep",
    minimumSaving: null,
  },
  paths: { include: [], exclude: [] },
  rules: [],
};
