import type { Profile } from "../model/index.ts";
import type { Hours } from "./day-recorder.ts";

const daySeconds = 86_400;
// Two weeks by the hour, and the day on which they begin; more take longer steps, of which each day has the same.
const longestProfile = 15 * 24;
const hoursOfSteps = [1, 2, 3, 4, 6, 8, 12, 24] as const;

/** Usage by the hour, or by several hours where there are many days. Days are ascending. */
export function profileOf(days: readonly { readonly start: number; readonly hours: Hours }[]): Profile {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return { stepSeconds: 3600, start: 0, max: [], mean: [] };
  const count = (last.start - first.start + 1) * 24;
  const hoursAStep = hoursOfSteps.find((hours) => count / hours <= longestProfile) ?? 24;
  const max: (number | null)[] = new Array<number | null>(Math.ceil(count / hoursAStep)).fill(null);
  const sum = new Float64Array(max.length);
  const seconds = new Float64Array(max.length);
  for (const { start, hours } of days) {
    for (let hour = 0; hour < hours.seconds.length; hour += 1) {
      const spent = hours.seconds[hour] ?? 0;
      if (spent === 0) continue;
      const at = Math.floor(((start - first.start) * 24 + hour) / hoursAStep);
      max[at] = Math.max(max[at] ?? 0, hours.max[hour] ?? 0);
      sum[at] = (sum[at] ?? 0) + (hours.sum[hour] ?? 0);
      seconds[at] = (seconds[at] ?? 0) + spent;
    }
  }
  return trimmed({
    stepSeconds: hoursAStep * 3600,
    start: first.start * daySeconds,
    max,
    mean: max.map((highest, at) => (highest === null ? null : (sum[at] ?? 0) / (seconds[at] ?? 1))),
  });
}

/** Begins with the first step that has samples and ends with the last. */
function trimmed({ stepSeconds, start, max, mean }: Profile): Profile {
  const from = max.findIndex((highest) => highest !== null);
  const to = max.findLastIndex((highest) => highest !== null) + 1;
  if (from < 0) return { stepSeconds, start, max: [], mean: [] };
  return {
    stepSeconds,
    start: start + from * stepSeconds,
    max: max.slice(from, to),
    mean: mean.slice(from, to),
  };
}
