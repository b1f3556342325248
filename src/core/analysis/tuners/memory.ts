import {
  countOf,
  describeAmount,
  type Evidence,
  err,
  formatDuration,
  lengthOf,
  ok,
  type Settings,
  toNumber,
} from "../../model/index.ts";
import { notAutoscaledOn } from "../autoscaled.ts";
import { sufficientUsage } from "../sufficiency.ts";
import type { Tuner, TuningOptions, WantedSetting } from "../tuner.ts";

// What VPA gives to a container that was killed (pkg/recommender/config, oom-bump-up-ratio).
const afterKill = 1.2;

/**
 * Memory request and, where there is one, limit: both the highest usage plus a headroom that grows with how much
 * usage varies. A container without a memory limit gets none: that would be a new way to be killed.
 */
export const memory = {
  id: "memory",
  setting: "requests.memory",
  propose(input) {
    const { evidence, current, options } = input;
    const autoscaled = notAutoscaledOn(evidence, "memory");
    if (!autoscaled.ok) return autoscaled;
    const sufficient = sufficientUsage(input, "memory");
    if (!sufficient.ok) return sufficient;
    if (evidence.memoryGrowth !== null) {
      const growthPerDay = describeAmount("memory", evidence.memoryGrowth.bytesPerDay);
      return err({ code: "suspected-leak", growthPerDay });
    }

    const { max, quantiles, samples } = sufficient.value.distribution;
    const headroom = headroomFor(max, quantiles.p50, options);
    const killed = evidence.outOfMemory?.pods ?? 0;
    const least = leastAfterKills(evidence, current);
    const needed = Math.max(options.floors.memory, max * (1 + headroom), least);
    const today = current["limits.memory"] ?? current["requests.memory"];
    if (evidence.runsJvm !== false && today !== undefined && needed < toNumber(today)) {
      return err(
        evidence.runsJvm === null
          ? { code: "fact-unknown", fact: "it runs a Java heap, which is sized from the memory it is given" }
          : { code: "jvm-memory", current: today.text, observedMax: describeAmount("memory", max) },
      );
    }

    const window = formatDuration(lengthOf(evidence.window));
    const reasons = [
      `Memory peaked at ${describeAmount("memory", max)} over ${evidence.pods} pods and ${window} (${samples} samples); ${Math.round(headroom * 100)} % headroom is added for its variation.`,
    ];
    if (killed > 0)
      reasons.unshift(
        `${countOf(killed, "pod")} ${killed === 1 ? "was" : "were"} killed for running out of memory.`,
      );
    if (killed > 0 && needed === least)
      reasons.push(`At least ${describeAmount("memory", least)}, because of the kills.`);
    if (needed === options.floors.memory) reasons.push(`Never below ${describeAmount("memory", needed)}.`);
    return ok({
      wanted: wantedSettings(current, needed),
      reasons,
      urgent: killed > 0,
      predict: (proposed) => ({
        statement: `the memory peak stays at ${Math.round((max / proposed) * 100)} % of the request, with no out-of-memory kill`,
        usageRatio: max / proposed,
        tolerance: 0.1,
      }),
    });
  },
} as const satisfies Tuner;

/** Between the steady and the varying headroom, by how far the median lies below the peak. */
function headroomFor(max: number, median: number, { memoryHeadroom }: TuningOptions): number {
  const variation = max > 0 ? 1 - median / max : 0;
  return memoryHeadroom.steady + (memoryHeadroom.varying - memoryHeadroom.steady) * variation;
}

/**
 * A kill shows that the limit of that moment was too low, whatever usage was sampled. The raise is measured from that
 * limit, not from today's, so the same kill does not raise twice. Where that limit is not known, today's values are
 * at least not lowered.
 */
function leastAfterKills({ outOfMemory }: Evidence, current: Settings): number {
  if (outOfMemory === null || outOfMemory.pods === 0) return 0;
  if (outOfMemory.highestLimit !== null) return outOfMemory.highestLimit * afterKill;
  const today = current["limits.memory"] ?? current["requests.memory"];
  return today === undefined ? 0 : toNumber(today);
}

function wantedSettings(current: Settings, amount: number): readonly WantedSetting[] {
  const limit: WantedSetting = { setting: "limits.memory", amount };
  const request: WantedSetting = { setting: "requests.memory", amount };
  if (current["limits.memory"] === undefined) return [request];
  // Without a request of its own, the request is the limit (Kubernetes defaults it so).
  return current["requests.memory"] === undefined ? [limit] : [request, limit];
}
