import {
  type Evidence,
  err,
  type LimitPast,
  type Prices,
  type Resource,
  type SettingName,
  type Settings,
  toNumber,
  type Usage,
} from "../../model/index.ts";
import { pastAtLimit } from "../at-limit.ts";
import { type Choice, candidatesOf, type RuleId, rules } from "../backtest/index.ts";
import { basesOf } from "../basis.ts";
import type { Fleet } from "../fleet.ts";
import { type Need, needsOf } from "../needs.ts";
import { type Decision, decide, type Situation } from "../recommend.ts";
import type { Tuner, TuningOptions } from "../tuner.ts";
import { cpuRequest } from "../tuners/cpu-request.ts";
import { memory } from "../tuners/memory.ts";
import { type Highest, highestOf } from "./highest.ts";
import { type Past, pastOfCpu, pastOfMemory } from "./past.ts";
import { type Recurrence, recurrenceOf } from "./recurrence.ts";
import { whatIf } from "./what-if.ts";

/** The whole chain behind the answer for one container, as a value. */
export interface Explanation {
  readonly cpu: ResourceExplanation;
  readonly memory: ResourceExplanation;
}

export interface ResourceExplanation {
  readonly resource: Resource;
  readonly highest: Highest | null;
  /** When usage is high again and again; `null` where it is not, or is not known to be. */
  readonly recurs: Recurrence | null;
  /** On how many days one pod stood out; on most of them, its days are what is decided on. */
  readonly skew: { readonly days: number; readonly isDecisive: boolean };
  /** Of CPU only: memory has one rule. `null` without any usage. */
  readonly candidates: Candidates | null;
  readonly decision: Decision;
  /** How values would have done before; `null` where the past has no moment to try them at. */
  readonly past: Past | null;
  /** How close usage came to the limit that stays or is proposed; `null` without any usage. */
  readonly limit: LimitPast | null;
  /** At most five sentences. */
  readonly whatIf: readonly string[];
}

/** A rule with the margin that is best for it, and what the rule gives on all days. */
export interface Candidate extends Choice {
  readonly name: RuleId;
  readonly base: number;
}

/** The rules that a CPU request may follow, each with the margin that is best for it. */
export interface Candidates {
  /** In the order of the rules. */
  readonly choices: readonly Candidate[];
  /** The one that is chosen. */
  readonly chosen: Candidate;
  /** At how many moments the container's own past was scored. */
  readonly cuts: number;
}

/** What the answer depends on besides the container. */
export interface ExplainOptions {
  /** What all containers teach at another risk. */
  readonly fleetAt: (risk: number) => Fleet;
  readonly prices: Prices | null;
  readonly tuning: TuningOptions;
}

/**
 * Explains what `recommend` answers for a container, by the same functions. `current` is `null` where neither a
 * manifest nor the cluster says what it is set to.
 */
export function explain(evidence: Evidence, current: Settings | null, options: ExplainOptions): Explanation {
  return {
    cpu: explainOne("cpu", cpuRequest, evidence, current, options),
    memory: explainOne("memory", memory, evidence, current, options),
  };
}

function explainOne(
  resource: Resource,
  tuner: Tuner,
  evidence: Evidence,
  current: Settings | null,
  { fleetAt, prices, tuning }: ExplainOptions,
): ResourceExplanation {
  const fleet = fleetAt(tuning.risk);
  const situation: Situation = { evidence, current: current ?? {}, fleet, prices, options: tuning };
  const known = decide(tuner, situation);
  const decision: Decision =
    current === null ? { ...known, outcome: err({ code: "requests-unknown" }) } : known;
  const usage = evidence.usage[resource];
  const need = usage === null || resource === "memory" ? null : needsOf(usage, fleet.cpu).most;
  const today = effectiveOf(resource, situation.current);
  return {
    resource,
    highest: usage === null ? null : highestOf(usage.profile),
    recurs: usage === null || evidence.resolution === "day" ? null : recurrenceOf(usage.profile),
    skew: skewOf(usage),
    candidates: need && candidatesFor(need, fleet),
    decision,
    past: usage === null ? null : pastOf(usage, need, today, decision),
    limit:
      usage === null ? null : pastAtLimit(resource, usage, limitAfter(resource, situation.current, decision)),
    whatIf: whatIf(tuner, situation, decision, fleetAt),
  };
}

function candidatesFor({ walk, choice }: Need, { cpu }: Fleet): Candidates {
  const named = (choice: Choice): Candidate => ({
    ...choice,
    name: (rules[choice.rule] ?? rules[0]).id,
    base: walk.rules[choice.rule]?.base ?? 0,
  });
  return {
    choices: candidatesOf(walk, cpu).map(named),
    chosen: named(choice),
    cuts: walk.cuts,
  };
}

function skewOf(usage: Usage | null): ResourceExplanation["skew"] {
  const kind = usage === null ? "node-class" : basesOf(usage)[0].of.kind;
  // Among the pods of a DaemonSet one stands out because of its node.
  if (usage === null || kind === "node-class") return { days: 0, isDecisive: false };
  const days = usage.days.filter(({ hottest }) => hottest !== null).length;
  return { days, isDecisive: kind === "hottest-pod" };
}

/** What is reserved today, or the limit that stands in for it. */
function effectiveOf(resource: Resource, current: Settings): number | null {
  const today = current[`requests.${resource}`] ?? current[`limits.${resource}`];
  return today === undefined ? null : toNumber(today);
}

function limitAfter(resource: Resource, current: Settings, { outcome }: Decision): number | null {
  const setting: SettingName = `limits.${resource}`;
  const change = outcome.ok ? outcome.value.find((one) => one.setting === setting) : undefined;
  const limit = change === undefined ? current[setting] : change.proposed;
  return limit === undefined || limit === null ? null : toNumber(limit);
}

function pastOf(
  usage: Usage,
  need: Need | null,
  today: number | null,
  { outcome, bounds }: Decision,
): Past | null {
  if (need !== null) return pastOfCpu(need, today);
  const [lead] = outcome.ok ? outcome.value : [];
  const wanted = bounds.find(({ id }) => id === "rounding")?.after ?? null;
  const proposed = lead?.proposed ?? null;
  return pastOfMemory(usage, proposed === null ? wanted : toNumber(proposed), today);
}
