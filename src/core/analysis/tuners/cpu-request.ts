import {
  countOf,
  describeAmount,
  describeShare,
  err,
  ok,
  secondsIn,
  toNumber,
  wholeDays,
} from "../../model/index.ts";
import { heldBackBy, pastAtLimit } from "../at-limit.ts";
import { notAutoscaledOn } from "../autoscaled.ts";
import { expectedAbove, halfLifeDays, rules, scoreOnCuts } from "../backtest/index.ts";
import type { BasisOf } from "../basis.ts";
import { limitBounds, limitFor } from "../limit-policy.ts";
import { removalOf } from "../limit-removal.ts";
import { type Need, needsOf } from "../needs.ts";
import { type ClassAmount, nodeClassNeeds, sayNodeClasses } from "../node-class-needs.ts";
import { sufficientUsage } from "../sufficiency.ts";
import type { Bound, Tuner } from "../tuner.ts";

const resolution = {
  scrape: "from scrape to scrape",
  "five-minutes": "averaged over 5 minutes",
  day: "averaged over 5 minutes and known by quantiles of each day",
} as const;

/**
 * CPU request: the value that balances what is reserved against how much of the time it will be passed, by what this
 * container and all others went through. The CPU limit is never lowered, and the request never passes it.
 */
export const cpuRequest = {
  id: "cpu-request",
  setting: "requests.cpu",
  propose(input) {
    const { evidence, current, fleet, options } = input;
    const autoscaled = notAutoscaledOn(evidence, "cpu");
    if (!autoscaled.ok) return autoscaled;
    const sufficient = sufficientUsage(input, "cpu");
    if (!sufficient.ok) return sufficient;

    const needs = needsOf(sufficient.value, fleet.cpu);
    const { basis, walk, choice } = needs.most;
    const { days } = basis;
    const rule = rules[choice.rule] ?? rules[0];
    const limit = current["limits.cpu"];
    const ceiling = limit === undefined ? Infinity : toNumber(limit);
    const unbounded = Math.max(options.floors.cpu, choice.amount);
    const settled = limitFor("cpu", options.limits.cpu, unbounded, current);
    if (!settled.ok) return settled;
    const most = settled.value === null ? ceiling : (settled.value.amount ?? Infinity);
    const wanted = Math.min(most, unbounded);

    const today = current["requests.cpu"] ?? limit;
    const lowers = today !== undefined && wanted <= toNumber(today);
    const heldBack = limit === undefined ? null : heldBackBy(limit, sufficient.value, evidence, options);
    const removal =
      limit === undefined || options.limits.cpu !== "none"
        ? null
        : removalOf(limit, evidence, heldBack, lowers);
    if (heldBack !== null && lowers && removal === null) return err(heldBack);

    const { samples, max } = sufficient.value.distribution;
    const base = walk.rules[choice.rule]?.base ?? 0;
    const what = rule.id === "peak" ? "The highest CPU" : `${rule.id} of CPU`;
    const nodeClasses = nodeClassNeeds(
      "cpu",
      needs.all.flatMap(classAmount),
      wanted,
      sufficient.value.meanPods,
      options,
    );
    const reasons = [
      `${what}, ${resolution[evidence.resolution]}, is ${describeAmount("cpu", base)} ${whose(basis.of, evidence.pods)} and ${wholeDays(evidence.window)} (${samples} samples${rule.id === "peak" ? "" : `, highest ${describeAmount("cpu", max)}; a day counts half after ${halfLifeDays}`}), times ${choice.margin.toFixed(2)}.`,
      `So usage is expected to be above it ${describeShare(choice.expected)} of the time; ${describeShare(options.risk)} is accepted.`,
      ...sayNodeClasses("cpu", nodeClasses),
    ];
    const { startup } = sufficient.value;
    if (startup !== null && startup.max > wanted) {
      reasons.push(
        `Starting up it takes up to ${describeAmount("cpu", startup.max)}, which is left out: it may take longer on a busy node.`,
      );
    }
    if (wanted === options.floors.cpu) reasons.push(`Never below ${describeAmount("cpu", wanted)}.`);
    if (wanted === ceiling && removal === null) reasons.push("Capped at its CPU limit.");
    if (heldBack?.code === "throttled") {
      reasons.push(
        `Throttled in ${describeShare(heldBack.share)} of the periods: it may want more than it could use.`,
      );
    }
    const bounds: readonly Bound[] = [
      {
        id: "floor",
        setting: "requests.cpu",
        before: choice.amount,
        after: unbounded,
        says: `never below ${describeAmount("cpu", options.floors.cpu)}`,
      },
      ...limitBounds("cpu", options.limits.cpu, unbounded, wanted, settled.value, current),
    ];
    const marginOf = (amount: number): number => (base > 0 ? amount / base : Infinity);
    return ok({
      wanted: [
        { setting: "requests.cpu", amount: wanted },
        ...(settled.value === null ? [] : [settled.value]),
      ],
      reasons,
      bounds,
      nodeClasses,
      urgent: false,
      removal,
      // What was held back is not known, so nothing is said of usage once it is free.
      predict: (proposed) =>
        removal?.isNeeded === true
          ? removal.prediction
          : {
              statement: `${rule.id === "peak" ? "the highest CPU" : `${rule.id} of CPU`} stays at ${Math.round((base / proposed) * 100)} % of the request`,
              usageRatio: base / proposed,
              tolerance: 0.15,
            },
      expectedAbove: (amount) =>
        walk.cuts === 0 ? null : expectedAbove(walk, fleet.cpu, choice.rule, marginOf(amount)),
      backtest: (before, limitAfter) =>
        walk.cuts === 0
          ? null
          : {
              of: "time",
              risk: options.risk,
              expected: choice.expected,
              rule: rule.id,
              margin: choice.margin,
              cuts: walk.cuts,
              others: fleet.cpu.workloads,
              above: {
                proposed: choice.own,
                current: before === null ? null : scoreOnCuts(days, () => before),
                plain: scoreOnCuts(days, ([p95]) => p95 ?? 0) ?? 0,
              },
              ...pastAtLimit("cpu", sufficient.value, limitAfter),
            },
    });
  },
} as const satisfies Tuner;

function whose(of: BasisOf, pods: number): string {
  if (of.kind === "all-pods") return `over ${countOf(pods, "pod")}`;
  if (of.kind === "hottest-pod") return "in the pod that uses most";
  return `over the pods on ${of.name ?? "nodes of unknown size"}`;
}

function classAmount({ basis: { of, days }, choice: { amount } }: Need): readonly ClassAmount[] {
  if (of.kind !== "node-class") return [];
  return [{ name: of.name, amount, seconds: days.reduce((sum, day) => sum + secondsIn(day), 0) }];
}
