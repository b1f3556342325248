// Takes what was measured before and after a change; gives a Verdict: verified, regressed, inconclusive or not live.
export {
  type Burning,
  type BurnPair,
  budgetRemaining,
  burningPairs,
  burnPairs,
  burnRate,
  type ErrorRatio,
} from "./burn-rate.ts";
export { checkGuardrails, type GuardrailFindings, type GuardrailInput, type Vitals } from "./guardrails.ts";
export { type JudgeInput, judge } from "./judge.ts";
export { judgeLevel, type LevelFinding, type LevelInput, type LevelQuestion } from "./level/judge-level.ts";
export {
  classifyByMannWhitney,
  type MannWhitneyClass,
  type MannWhitneyLabel,
  type MannWhitneyOptions,
  mannWhitneyDefaults,
} from "./mann-whitney/classify.ts";
export { checkPredictions, type Prediction } from "./prediction.ts";
