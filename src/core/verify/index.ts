// Takes what was measured before and after a change; gives a Verdict: verified, regressed, inconclusive or not live.
export { type JudgeInput, judge } from "./judge.ts";
export { judgeLevel, type LevelFinding, type LevelInput, type LevelQuestion } from "./level/judge-level.ts";
