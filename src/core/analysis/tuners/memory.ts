import {
  countOf,
  describeAmount,
  type Evidence,
  err,
  mergeHistograms,
  ok,
  quantileOf,
  type Refusal,
  type Result,
  type SettingName,
  type Settings,
  toNumber,
  wholeDays,
} from "../../model/index.ts";
import { pastAtLimit } from "../at-limit.ts";
import { notAutoscaledOn } from "../autoscaled.ts";
import { margins, rules, scoreOnCuts, type WalkForward, walkForward } from "../backtest/index.ts";
import { dailyPeaks, type NodeClassDays, nodeClassesOf } from "../basis.ts";
import { limitBounds, limitFor } from "../limit-policy.ts";
import { nodeClassNeeds, sayNodeClasses } from "../node-class-needs.ts";
import { sufficientUsage } from "../sufficiency.ts";
import type { Bound, Tuner, TuningOptions, WantedSetting } from "../tuner.ts";
import { type HeapAnswer, memoryWithHeap } from "./heap/index.ts";

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
    const classes = nodeClassesOf(sufficient.value).map(withPeak);
    const peaks = dailyPeaks(sufficient.value);
    const walk = walkForward(peaks);
    const varied = headroomFor(max, medianOfLargest(classes) ?? quantiles.p50, options);
    const later = Math.min(options.memoryHeadroom.most, neverPassed(walk) - 1);
    const headroom = Math.max(varied, later);
    const killed = evidence.outOfMemory?.pods ?? 0;
    const least = leastAfterKills(evidence, current);
    const byUsage = Math.max(options.floors.memory, max * (1 + headroom), least);
    const today = todayOf(current, options);
    const heap = memoryWithHeap({
      evidence,
      flags: evidence.heapFlags,
      today,
      movingLimit: movingLimit(current, options),
      runningLimit: runningLimit(evidence, current),
      max,
      // What is beyond a heap is seen a few times only, and costs little beside it.
      headroom: Math.max(headroom, options.memoryHeadroom.varying),
      byUsage,
      afterKills: killed > 0 ? least : 0,
    });
    if (!heap.ok) return heap;
    const needed = Math.max(options.floors.memory, heap.value.amount);

    const wanted = wantedSettings(current, needed, options);
    if (!wanted.ok) return wanted;

    // What kills and heaps ask for is not known by class.
    const nodeClasses =
      needed === byUsage && killed === 0
        ? nodeClassNeeds(
            "memory",
            classes.map(({ peak, ...one }) => ({ ...one, amount: peak * (1 + headroom) })),
            needed,
            sufficient.value.meanPods,
            options,
          )
        : null;

    const seen = `Memory peaked at ${describeAmount("memory", max)} over ${countOf(evidence.pods, "pod")} and ${wholeDays(evidence.window)} (${samples} samples)`;
    const added = `${Math.round(headroom * 100)} % headroom is added for ${headroom > varied ? "how far later peaks passed earlier ones" : "its variation"}`;
    const reasons = [needed < byUsage ? `${seen}.` : `${seen}; ${added}.`];
    if (killed > 0)
      reasons.unshift(
        `${countOf(killed, "pod")} ${killed === 1 ? "was" : "were"} killed for running out of memory.`,
      );
    reasons.push(...heap.value.reasons, ...sayNodeClasses("memory", nodeClasses));
    if (killed > 0 && needed === least)
      reasons.push(`At least ${describeAmount("memory", least)}, because of the kills.`);
    if (needed === options.floors.memory) reasons.push(`Never below ${describeAmount("memory", needed)}.`);
    return ok({
      wanted: wanted.value,
      reasons,
      bounds: boundsOf(
        { max, headroom, varied, later, least, byUsage, needed, heap: heap.value },
        wanted.value,
        current,
        options,
      ),
      nodeClasses,
      urgent: killed > 0,
      removal: null,
      predict: (proposed) => {
        const ratio = heap.value.peakWith(proposed) / proposed;
        const statement = `the memory peak stays at ${Math.round(ratio * 100)} % of the request, with no out-of-memory kill`;
        return { statement, usageRatio: ratio, tolerance: 0.1 };
      },
      expectedAbove: () => null,
      backtest: (before, limitAfter) =>
        // Where a heap allows less than the rule would give, the rule was not asked, and its past is no test.
        walk.cuts === 0 || needed < byUsage
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
              ...pastAtLimit("memory", sufficient.value, limitAfter),
            },
    });
  },
} as const satisfies Tuner;

interface Need {
  readonly max: number;
  readonly headroom: number;
  readonly varied: number;
  readonly later: number;
  readonly least: number;
  readonly byUsage: number;
  readonly needed: number;
  readonly heap: HeapAnswer;
}

function boundsOf(
  { max, headroom, varied, later, least, byUsage, needed, heap }: Need,
  wanted: readonly WantedSetting[],
  current: Settings,
  { floors, limits }: TuningOptions,
): readonly Bound[] {
  const setting: SettingName = "requests.memory";
  const withHeadroom = max * (1 + headroom);
  const afterKills = Math.max(withHeadroom, least);
  const share = (of: number): string => `${Math.round(of * 100)} %`;
  const limit = wanted.find((one) => one.setting === "limits.memory") ?? null;
  return [
    {
      id: "headroom",
      setting,
      before: max,
      after: withHeadroom,
      says: `${share(varied)} for its variation, ${share(Math.max(0, later))} for how far later peaks passed earlier ones: the larger`,
    },
    {
      id: "after-kills",
      setting,
      before: withHeadroom,
      after: afterKills,
      says: least === 0 ? "none was seen" : `at least ${describeAmount("memory", least)}`,
    },
    {
      id: "floor",
      setting,
      before: afterKills,
      after: byUsage,
      says: `never below ${describeAmount("memory", floors.memory)}`,
    },
    {
      id: "heap",
      setting,
      before: byUsage,
      after: needed,
      says: heap.reasons.join(" ") || "no flag or metric of a runtime speaks against it",
    },
    ...limitBounds("memory", limits.memory, needed, needed, limit, current),
  ];
}

/** What a change of memory is a change of: the limit, unless it stays. */
function todayOf(current: Settings, { limits }: TuningOptions): number | null {
  const [limit, request] = [current["limits.memory"], current["requests.memory"]];
  const today = limits.memory === "keep" ? (request ?? limit) : (limit ?? request);
  return today === undefined ? null : toNumber(today);
}

/** What a runtime sizes its heap from, if it is changed here. */
function movingLimit(current: Settings, { limits }: TuningOptions): number | null {
  const limit = current["limits.memory"];
  return limit === undefined || limits.memory === "keep" ? null : toNumber(limit);
}

function runningLimit({ live }: Evidence, current: Settings): number | null {
  const limit = live === null ? current["limits.memory"] : live["limits.memory"];
  return limit === undefined ? null : toNumber(limit);
}

type PeakOfClass = NodeClassDays & { readonly peak: number };

function withPeak(one: NodeClassDays): PeakOfClass {
  return { ...one, peak: one.days.reduce((most, { max }) => Math.max(most, max), 0) };
}

/** Of the class with the highest peak: that smaller nodes need less is no variation of what it needs. */
function medianOfLargest(classes: readonly PeakOfClass[]): number | null {
  const [first, ...others] = classes;
  if (first === undefined) return null;
  const largest = others.reduce((most, one) => (one.peak > most.peak ? one : most), first);
  return quantileOf(mergeHistograms(largest.days), 0.5);
}

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
