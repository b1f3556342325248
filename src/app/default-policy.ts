import { defaultTuning } from "../core/analysis/index.ts";
import { duration, type Policy } from "../core/model/index.ts";

/** What holds where nobody decided anything. */
export const defaultPolicy: Policy = {
  mode: "pr",
  source: null,
  window: duration(14, "d"),
  grouping: "workload",
  limits: { open: 3, openedAnHour: 1, inFlight: 1 },
  schedule: { crons: ["0 * * * *"], timeZone: "UTC" },
  openDuring: null,
  freezes: [],
  updates: { deadBand: 0.1, approvedDeadBand: 0.2, evaluations: 3 },
  rejections: { lasts: duration(90, "d"), within: 0.2 },
  pullRequests: {
    draft: false,
    labels: [],
    semanticCommits: "auto",
    reopenWithin: duration(7, "d"),
    autoMerge: false,
  },
  dashboard: null,
  tuning: {
    risk: defaultTuning.risk,
    cpuLimits: defaultTuning.limits.cpu,
    memoryLimits: defaultTuning.limits.memory,
    minimumSaving: null,
  },
  paths: { include: [], exclude: [] },
  rules: [],
};
