import {
  duration,
  err,
  instant,
  ok,
  type Refusal,
  type Resource,
  type Result,
  type Usage,
} from "../model/index.ts";
import type { TunerInput } from "./tuner.ts";

const hour = duration(1, "h");
// A window is aligned to its steps, and a rate begins a scrape late: a window of two days shows a little less.
export const alignment = duration(15, "m");
// A deployment that has no pod for a day was removed or scaled to zero; a CronJob may run once a month.
const goneAfter = duration(1, "d");
const runsByItself = new Set(["CronJob", "Job", "Pod"]);
// What runs to an end is judged by its runs: fewer show one kind of input, and short ones have few samples each.
const runs = new Set(["CronJob", "Job"]);
const leastRuns = 5;
const leastSamplesOfRuns = 20;

/** The usage of one resource, if there is enough of it to judge by. */
export function sufficientUsage(
  { evidence, options }: TunerInput,
  resource: Resource,
): Result<Usage, Refusal> {
  const usage = evidence.usage[resource];
  if (usage === null) return err({ code: "no-usage", resource });
  const lastSeen = usage.seen.to;
  if (!runsByItself.has(evidence.target.kind) && evidence.window.to - lastSeen > goneAfter) {
    return err({ code: "no-longer-running", lastSeen: instant(lastSeen) });
  }
  const isRun = runs.has(evidence.target.kind);
  if (isRun && evidence.pods < leastRuns) {
    return err({ code: "few-runs", runs: evidence.pods, needed: leastRuns });
  }
  const needed = duration(options.minimumHistoryHours, "h");
  const age = duration(Math.floor((usage.seen.to - usage.seen.from + alignment) / hour), "h");
  if (age < needed) return err({ code: "young-workload", age, needed });
  const { samples } = usage.distribution;
  const least = isRun ? Math.min(leastSamplesOfRuns, options.minimumSamples) : options.minimumSamples;
  if (samples < least) return err({ code: "too-little-data", samples, needed: least });
  if (usage.coverage < options.minimumCoverage) {
    return err({ code: "low-coverage", coverage: usage.coverage, needed: options.minimumCoverage });
  }
  return ok(usage);
}
