import {
  countOf,
  type Duration,
  duration,
  formatDuration,
  formatInstant,
  instant,
  type Refusal,
  type Resource,
  windowEndingAt,
} from "../../model/index.ts";
import type { Situation } from "../recommend.ts";
import type { TuningOptions } from "../tuner.ts";
import { type Question, withoutHeap, withoutLimit, withUsage } from "./question.ts";

const sofar = ", by what was seen so far";
const mostPods = 1024;

/** What would have to be otherwise for a refusal to go away. */
export function questionsOfRefusal(
  refusal: Refusal,
  resource: Resource,
  situation: Situation,
  ask: (change: Partial<Situation>) => string,
): readonly Question[] {
  const { evidence, current, options } = situation;
  const tuned = (change: Partial<TuningOptions>): Partial<Situation> => ({
    options: { ...options, ...change },
  });
  const lowering = duration(options.loweringHistoryHours, "h");
  switch (refusal.code) {
    case "too-little-data":
      return [{ when: "By these few samples all the same", change: tuned({ minimumSamples: 0 }) }];
    case "few-runs": {
      const when = `After ${countOf(refusal.needed - refusal.runs, "more run")}`;
      return [{ when, change: { evidence: { ...evidence, pods: refusal.needed } }, tail: sofar }];
    }
    case "low-coverage":
      return [{ when: "By what was seen between the holes", change: tuned({ minimumCoverage: 0 }) }];
    case "young-workload":
      return [
        {
          when: `After ${later(refusal.age, refusal.needed, resource, situation)}`,
          change: seenFor(refusal.needed, resource, situation),
          tail: sofar,
        },
        {
          when: `After ${formatDuration(lowering)} in all`,
          change: seenFor(lowering, resource, situation),
          tail: sofar,
        },
      ];
    case "too-early-to-lower":
      return [
        {
          when: `After ${later(refusal.seen, refusal.needed, resource, situation)}`,
          change: seenFor(refusal.needed, resource, situation),
          tail: sofar,
        },
      ];
    case "requests-unknown":
      return [{ when: "If it set nothing today", change: {} }];
    case "hpa-owned": {
      const when = `If ${refusal.autoscaler} did not scale on ${resource} utilisation`;
      return [{ when, change: { evidence: { ...evidence, autoscalers: [] } } }];
    }
    case "fact-unknown":
      return evidence.autoscalers === null
        ? [
            {
              when: `If no autoscaler steers by its ${resource} utilisation`,
              change: { evidence: { ...evidence, autoscalers: [] } },
            },
          ]
        : [{ when: "If it runs no Java heap", change: { evidence: withoutHeap(evidence) } }];
    case "jvm-memory":
    case "heap-size-unknown":
    case "heap-need-unknown":
    case "heap-needs-limit":
    case "heap-may-grow":
      return [{ when: "If no heap were in it", change: { evidence: withoutHeap(evidence) } }];
    case "suspected-leak":
      return [{ when: "Without the growth", change: { evidence: { ...evidence, memoryGrowth: null } } }];
    case "throttled":
    case "limit-reached":
      return [
        {
          when: `Without the CPU limit of ${refusal.limit}`,
          change: { current: withoutLimit(current, "cpu") },
          tail: ", by the usage that it held back; it may need more",
        },
      ];
    case "small-saving":
      return morePods(resource, situation, ask);
    default:
      return [];
  }
}

/** As if what was seen had begun earlier. */
function seenFor(length: Duration, resource: Resource, { evidence }: Situation): Partial<Situation> {
  const usage = evidence.usage[resource];
  if (usage === null) return {};
  return { evidence: withUsage(evidence, resource, { seen: windowEndingAt(usage.seen.to, length) }) };
}

/** `18h more, from 2026-03-03T00:00:00Z on`. */
function later(seen: Duration, needed: Duration, resource: Resource, { evidence }: Situation): string {
  const from = evidence.usage[resource]?.seen.from ?? evidence.window.to - seen;
  const hours = Math.max(1, Math.ceil((needed - seen) / 3_600_000));
  return `${formatDuration(duration(hours, "h"))} more, from ${formatInstant(instant(from + needed))} on`;
}

/** The least number of pods that makes a saving worth a review. */
function morePods(
  resource: Resource,
  { evidence }: Situation,
  ask: (change: Partial<Situation>) => string,
): readonly Question[] {
  const pods = evidence.usage[resource]?.meanPods ?? 0;
  const changeTo = (count: number): Partial<Situation> => ({
    evidence: withUsage(evidence, resource, { meanPods: count }),
  });
  const now = ask({});
  let [low, high] = [Math.floor(pods), mostPods];
  if (ask(changeTo(high)) === now) return [];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ask(changeTo(middle)) === now) low = middle;
    else high = middle;
  }
  return [
    {
      when: `With ${countOf(high, "pod")} at a time instead of ${Number(pods.toPrecision(2))}`,
      change: changeTo(high),
    },
  ];
}
