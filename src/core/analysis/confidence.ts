import type { Evidence, Usage } from "../model/index.ts";

const dayMillis = 86_400_000;
// A week shows every weekday once; VPA's confidence also grows by days seen.
const fullDays = 7;
const guessedOwner = 0.7;
// What was tried on the past only is never certain.
const untried = 0.9;

/** 0 to 0.9: days of history up to a week, times coverage, less where the owner of the pods is a guess. */
export function confidenceOf(evidence: Evidence, usage: Usage): number {
  const days = (usage.seen.to - usage.seen.from) / dayMillis;
  const owner = evidence.ownerSource === "pod-name" ? guessedOwner : 1;
  return Number((Math.min(1, days / fullDays) * usage.coverage * owner * untried).toFixed(2));
}
