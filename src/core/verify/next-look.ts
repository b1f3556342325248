import { duration, type Instant, instant } from "../model/index.ts";

// What kills, crashes or throttles shows within minutes, and needs no statistics.
const early = [duration(5, "m"), duration(15, "m"), duration(30, "m")];

/** When a change that is live since then is looked at next: soon at first, then when the judge wants it. */
export function nextLookAt(liveAt: Instant, now: Instant, judgeWants: Instant | null): Instant | null {
  if (judgeWants === null) return null;
  const soon = early.map((after) => instant(liveAt + after)).find((at) => at > now);
  return soon === undefined || judgeWants < soon ? judgeWants : soon;
}
