// Takes what was measured before and after a change; gives whether it runs, and a Verdict: verified, regressed,
// inconclusive or not live.
export type { Vitals } from "./guardrails.ts";
export { type JudgeInput, judge } from "./judge.ts";
export type { Samples } from "./level/hourly-levels.ts";
export { judgeLevel, type LevelFinding, type LevelInput, type LevelQuestion } from "./level/judge-level.ts";
export { decideLive, type Live, type LiveInput, type SyncSeen, type ValuesSeen } from "./live/decide-live.ts";
export { nextLookAt } from "./next-look.ts";
export { type Traffic, trafficOf } from "./traffic.ts";
