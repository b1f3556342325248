import {
  countOf,
  describeAmount,
  type Evidence,
  err,
  ok,
  type Refusal,
  type Result,
  type Settings,
  toNumber,
  wholeDays,
} from "../../model/index.ts";
import { notAutoscaledOn } from "../autoscaled.ts";
import { margins, rules, scoreOnCuts, type WalkForward, walkForward } from "../backtest/index.ts";
import { dailyPeaks } from "../basis.ts";
import { limitFor } from "../limit-policy.ts";
import { sufficientUsage } from "../sufficiency.ts";
import type { Tuner, TuningOptions, WantedSetting } from "../tuner.ts";

// What VPA gives to a container that was killed (pkg/recommender/config, oom-bump-up-ratio).
const afterKill = 1.2;

// The limit may be passed once a year.
const riskADay = 1 / 365;

const peakRule = rules.findIndex(({ id }) => id === "peak");

/**
 * Memory request and, where there is one, limit: the highest usage plus a headroom that grows with how much usage
 * varies, and with how far its peaks of later days passed those of the days before. A container without a memory limit
 * gets none: that would be a new way to be killed.
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
    const peaks = dailyPeaks(sufficient.value);
    const walk = walkForward(peaks);
    const varied = headroomFor(max, quantiles.p50, options);
    const headroom = Math.max(varied, Math.min(options.memoryHeadroom.most, neverPassed(walk) - 1));
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

    const wanted = wantedSettings(current, needed, options);
    if (!wanted.ok) return wanted;

    const reasons = [
      `Memory peaked at ${describeAmount("memory", max)} over ${countOf(evidence.pods, "pod")} and ${wholeDays(evidence.window)} (${samples} samples); ${Math.round(headroom * 100)} % headroom is added for ${headroom > varied ? "how far later peaks passed earlier ones" : "its variation"}.`,
    ];
    if (killed > 0)
      reasons.unshift(
        `${countOf(killed, "pod")} ${killed === 1 ? "was" : "were"} killed for running out of memory.`,
      );
    if (killed > 0 && needed === least)
      reasons.push(`At least ${describeAmount("memory", least)}, because of the kills.`);
    if (needed === options.floors.memory) reasons.push(`Never below ${describeAmount("memory", needed)}.`);
    return ok({
      wanted: wanted.value,
      reasons,
      urgent: killed > 0,
      predict: (proposed) => ({
        statement: `the memory peak stays at ${Math.round((max / proposed) * 100)} % of the request, with no out-of-memory kill`,
        usageRatio: max / proposed,
        tolerance: 0.1,
      }),
      expectedAbove: () => null,
      backtest: (before, limitAfter) =>
        walk.cuts === 0
          ? null
          : {
              of: "days",
              risk: riskADay,
              expected: aboveAt(walk, needed / max),
              rule: "peak",
              margin: max > 0 ? needed / max : 1,
              cuts: walk.cuts,
              others: 0,
              above: {
                proposed: aboveAt(walk, needed / max),
                current: before === null ? null : scoreOnCuts(peaks, () => before),
                plain: aboveAt(walk, 1),
              },
              peakOverLimit: limitAfter === null ? null : max / limitAfter,
              atLimit: null,
            },
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

/** The least margin on earlier peaks that no later day passed. */
function neverPassed(walk: WalkForward): number {
  const index = walk.rules[peakRule]?.above.indexOf(0) ?? -1;
  return walk.cuts === 0 ? 1 : (margins[index] ?? Infinity);
}

function aboveAt(walk: WalkForward, margin: number): number {
  const index = margins.findLastIndex((known) => known <= margin);
  return walk.rules[peakRule]?.above[index] ?? 0;
}

function wantedSettings(
  current: Settings,
  amount: number,
  { limits }: TuningOptions,
): Result<readonly WantedSetting[], Refusal> {
  const request: WantedSetting = { setting: "requests.memory", amount };
  const limit = current["limits.memory"];
  if (limit !== undefined && limits.memory === "keep" && amount > toNumber(limit)) {
    const wanted = describeAmount("memory", amount);
    return err({ code: "limit-too-low", limit: limit.text, wanted });
  }
  const settled = limitFor("memory", limits.memory, amount, current);
  if (!settled.ok) return settled;
  if (settled.value === null) return ok([request]);
  // Without a request of its own, the request is the limit (Kubernetes defaults it so).
  return ok(current["requests.memory"] === undefined ? [settled.value] : [request, settled.value]);
}
