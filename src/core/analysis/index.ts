// Takes Evidence and the current Settings of a container; gives Recommendations, or says why there is none.

export {
  type HpaSettings,
  hpaScaler,
  type Pod,
  partOf,
  ruleOfThumb,
  type Score,
  sampleDemand,
  scoreFrom,
  scoreReplay,
  searchSettings,
} from "./autoscaler/index.ts";
export {
  type Candidate,
  type Candidates,
  type ExplainOptions,
  type Explanation,
  explain,
  type ResourceExplanation,
} from "./explain/explain.ts";
export type { Past, PastRow } from "./explain/past.ts";
export { type Recurrence, weekdayNames } from "./explain/recurrence.ts";
export { type Fleet, learnFleet } from "./fleet.ts";
export type { Gate } from "./leave-alone.ts";
export { listNeeds } from "./node-class-needs.ts";
export { type Decision, type Recommended, recommend } from "./recommend.ts";
export { type Bound, defaultTuning, type TuningOptions } from "./tuner.ts";
