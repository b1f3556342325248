import {
  boundOf,
  type Evidence,
  err,
  type NodeClassNeeds,
  ok,
  type Prices,
  type Quantity,
  type Recommendation,
  type Refusal,
  type Resource,
  type Result,
  resourceOf,
  type SettingName,
  type Settings,
  type Skipped,
  sameAmount,
  toNumber,
} from "../model/index.ts";
import type { Change, Removed } from "./change.ts";
import { confidenceOf } from "./confidence.ts";
import type { Fleet } from "./fleet.ts";
import { type Gate, gatesOf } from "./leave-alone.ts";
import { roundLike } from "./round-quantity.ts";
import { savingsOf } from "./savings.ts";
import type { Bound, Proposal, Removal, Tuner, TuningOptions, WantedSetting } from "./tuner.ts";
import { cpuRequest } from "./tuners/cpu-request.ts";
import { memory } from "./tuners/memory.ts";
import { holdWithin } from "./value-bounds.ts";

// Below it, as with a guessed owner and holes in the data, a value is lowered step by step.
const confident = 0.5;

/** Every tuner there is. */
const tuners = [cpuRequest, memory] as const satisfies readonly Tuner[];

export interface Recommended {
  readonly recommendations: readonly Recommendation[];
  readonly skipped: readonly Skipped[];
}

/**
 * Recommends values for one container. `current` is what its manifest sets, or what runs where there is no manifest;
 * `null` when neither is known.
 */
export function recommend(
  evidence: Evidence,
  current: Settings | null,
  fleet: Fleet,
  prices: Prices | null,
  options: TuningOptions,
): Recommended {
  if (current === null) {
    const refusal: Refusal = { code: "requests-unknown" };
    return { recommendations: [], skipped: [{ target: evidence.target, setting: null, refusal }] };
  }
  const decisions = tuners.map((tuner) => decide(tuner, { evidence, current, fleet, prices, options }));
  return {
    recommendations: decisions.flatMap(({ outcome }) => (outcome.ok ? outcome.value : [])),
    skipped: [
      ...mergeSame(
        decisions.flatMap(({ setting, outcome }) =>
          outcome.ok ? [] : [{ target: evidence.target, setting, refusal: outcome.error }],
        ),
      ),
      ...decisions.flatMap(({ setting, stays }) =>
        stays === null ? [] : [{ target: evidence.target, setting, refusal: stays }],
      ),
    ],
  };
}

/** All that an answer for one container depends on. */
export interface Situation {
  readonly evidence: Evidence;
  readonly current: Settings;
  readonly fleet: Fleet;
  readonly prices: Prices | null;
  readonly options: TuningOptions;
}

/** The answer of one tuner, and the way there. Where the tuner itself refuses, nothing follows. */
export interface Decision {
  readonly setting: SettingName;
  readonly bounds: readonly Bound[];
  readonly gates: readonly Gate[];
  readonly nodeClasses: NodeClassNeeds | null;
  readonly outcome: Result<readonly Recommendation[], Refusal>;
  /** Why the setting itself stays, where a limit beside it goes all the same. */
  readonly stays: Refusal | null;
}

/** Asks a tuner, rounds what it wants, and drops all of it where it is not worth a change. */
export function decide({ setting, propose }: Tuner, situation: Situation): Decision {
  const { evidence, current, prices, options } = situation;
  const answer = propose(situation);
  if (!answer.ok) return { setting, bounds: [], gates: [], nodeClasses: null, outcome: answer, stays: null };
  const held = holdWithin(answer.value.wanted, options.valueBounds);
  if (!held.ok) {
    const { bounds, nodeClasses } = answer.value;
    return { setting, bounds, gates: [], nodeClasses, outcome: held, stays: null };
  }
  const proposal: Proposal = {
    ...answer.value,
    wanted: held.value.wanted,
    reasons: [...answer.value.reasons, ...held.value.reasons],
    bounds: [...answer.value.bounds, ...held.value.bounds],
  };
  const settled = proposal.wanted.map((wanted) => settle(wanted, proposal, evidence, current));
  const changes = settled.map(({ change }) => change);
  const bounds = [...proposal.bounds, ...settled.flatMap((one) => one.bounds)];
  const kept = changes.filter((change) => change.to !== null);
  const gates = gatesOf(kept, proposal, evidence, prices, options);
  const { removal, nodeClasses } = proposal;
  const refusal = removal?.stays ?? gates.find((gate) => gate.refusal !== null)?.refusal ?? null;
  if (refusal !== null && removal === null)
    return { setting, bounds, gates, nodeClasses, outcome: err(refusal), stays: null };
  const made = refusal === null ? changes : changes.map(leftAsToday);
  const recommendations = made
    .filter((change) => changesSomething(change, removal))
    .map((change) => recommendation(change, made, current, proposal, evidence, prices));
  return { setting, bounds, gates, nodeClasses, outcome: ok(recommendations), stays: refusal };
}

function leftAsToday(change: Change | Removed): Change | Removed {
  return change.to === null || change.effective === null ? change : { ...change, to: change.effective };
}

/** A request that is not written goes with the limit that stands in for it, so it is written then, whatever it is. */
function changesSomething({ written, effective, to }: Change | Removed, removal: Removal | null): boolean {
  if (to === null || effective === null) return true;
  return !sameAmount(effective, to) || (written === null && removal !== null);
}

interface Settled {
  readonly change: Change | Removed;
  readonly bounds: readonly Bound[];
}

/** Takes one step of it where the evidence is weak, and rounds. */
function settle(
  { setting, amount }: WantedSetting,
  proposal: Proposal,
  evidence: Evidence,
  current: Settings,
): Settled {
  const written = current[setting] ?? null;
  const effective = written ?? defaulted(setting, current);
  if (amount === null) return { change: { setting, written, effective, to: null }, bounds: [] };
  const resource = resourceOf(setting);
  const share = lowestShare(evidence, resource);
  const least = effective === null ? 0 : toNumber(effective) * share;
  const step = Math.max(amount, least);
  const rounded = roundLike(resource, step, styleFor(setting, current));
  const to = withinLimit(setting, rounded, proposal, current);
  const oneStep =
    share === 0
      ? "the evidence is good enough for all of it"
      : "lowered by half at most, for the evidence is weak";
  const rounding = to === rounded ? "up to what people write" : "up, but not above the limit";
  return {
    change: { setting, written, effective, to },
    bounds: [
      { id: "one-step", setting, before: amount, after: step, says: oneStep },
      { id: "rounding", setting, before: step, after: toNumber(to), says: rounding },
    ],
  };
}

/** How far one change may lower a value: all the way where the evidence is good, else in steps of a half. */
function lowestShare(evidence: Evidence, resource: Resource): number {
  const usage = evidence.usage[resource];
  return usage !== null && confidenceOf(evidence, usage) >= confident ? 0 : 0.5;
}

function defaulted(setting: SettingName, current: Settings): Quantity | null {
  if (setting === "requests.cpu") return current["limits.cpu"] ?? null;
  return setting === "requests.memory" ? (current["limits.memory"] ?? null) : null;
}

/** Rounding up must not pass a CPU limit that stays: the API server refuses such a pod. */
function withinLimit(
  setting: SettingName,
  wanted: Quantity,
  proposal: Proposal,
  current: Settings,
): Quantity {
  const isKept = setting === "requests.cpu" && proposal.wanted.every((one) => one.setting !== "limits.cpu");
  const limit = isKept ? current["limits.cpu"] : undefined;
  return limit !== undefined && wanted.nanos > limit.nanos ? limit : wanted;
}

function recommendation(
  { setting, written, effective, to }: Change | Removed,
  changes: readonly (Change | Removed)[],
  before: Settings,
  proposal: Proposal,
  evidence: Evidence,
  prices: Prices | null,
): Recommendation {
  const resource = resourceOf(setting);
  const usage = evidence.usage[resource];
  const limit = changes.find((change) => change.setting === `limits.${resource}`);
  const limitAfter = (limit === undefined ? before[`limits.${resource}`] : limit.to) ?? null;
  const confidence = usage === null ? 0 : confidenceOf(evidence, usage);
  const about = { target: evidence.target, setting, current: written, effective, confidence, evidence };
  if (to === null) return { ...about, ...removed(proposal) };
  const hasRequest =
    before[`requests.${resource}`] !== undefined ||
    changes.some((change) => change.setting === `requests.${resource}`);
  const reserves = boundOf(setting) === "requests" || !hasRequest;
  return {
    ...about,
    reserves,
    proposed: to,
    class: effective !== null && to.nanos < effective.nanos ? "cost" : "safety",
    reasons:
      lowestShare(evidence, resource) > 0 && effective !== null && to.nanos < effective.nanos
        ? [...proposal.reasons, "Lowered by half at most at a time, since the evidence is weak."]
        : proposal.reasons,
    prediction: proposal.predict(toNumber(to)),
    backtest: proposal.backtest(
      effective === null ? null : toNumber(effective),
      limitAfter === null ? null : toNumber(limitAfter),
    ),
    nodeClasses: proposal.nodeClasses,
    savings: reserves ? savingsOf(resource, effective, to, evidence, prices) : null,
  };
}

/** What is said of a setting that goes. */
function removed({ removal, reasons, predict }: Proposal) {
  return {
    reserves: false,
    proposed: null,
    class: removal?.isNeeded === true ? "safety" : "cost",
    reasons: removal?.reasons ?? reasons,
    prediction: removal?.prediction ?? predict(0),
    backtest: null,
    nodeClasses: null,
    savings: null,
  } as const;
}

const sibling: Readonly<Record<SettingName, SettingName>> = {
  "requests.cpu": "limits.cpu",
  "limits.cpu": "requests.cpu",
  "requests.memory": "limits.memory",
  "limits.memory": "requests.memory",
};

/** The limit's spelling leads for memory, so that request and limit round to the same amount. */
function styleFor(setting: SettingName, current: Settings): string | null {
  const lead = resourceOf(setting) === "memory" ? "limits.memory" : setting;
  return (current[lead] ?? current[setting] ?? current[sibling[setting]])?.text ?? null;
}

/** One reason that stops all tuners is said once, of the container. */
function mergeSame(skipped: readonly Skipped[]): readonly Skipped[] {
  const [first, ...rest] = skipped;
  if (first === undefined || rest.length + 1 !== tuners.length) return skipped;
  const said = JSON.stringify(first.refusal);
  return rest.every(({ refusal }) => JSON.stringify(refusal) === said)
    ? [{ ...first, setting: null }]
    : skipped;
}
