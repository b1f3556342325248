import {
  boundOf,
  type Evidence,
  type Prices,
  type Quantity,
  type Recommendation,
  type Refusal,
  type Resource,
  resourceOf,
  type SettingName,
  type Settings,
  type Skipped,
  sameAmount,
  toNumber,
} from "../model/index.ts";
import type { Change } from "./change.ts";
import { confidenceOf } from "./confidence.ts";
import type { Fleet } from "./fleet.ts";
import { leaveAlone } from "./leave-alone.ts";
import { roundLike } from "./round-quantity.ts";
import { savingsOf } from "./savings.ts";
import type { Proposal, Tuner, TuningOptions } from "./tuner.ts";
import { cpuRequest } from "./tuners/cpu-request.ts";
import { memory } from "./tuners/memory.ts";

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
  const recommendations: Recommendation[] = [];
  const skipped: Skipped[] = [];
  for (const tuner of tuners) {
    const answer = tuner.propose({ evidence, current, fleet, options });
    const outcome = answer.ok ? settle(answer.value, evidence, current, prices, options) : answer.error;
    if ("code" in outcome)
      skipped.push({ target: evidence.target, setting: tuner.setting, refusal: outcome });
    else recommendations.push(...outcome);
  }
  return { recommendations, skipped: mergeSame(skipped) };
}

/** Rounds what a tuner wants, and drops the whole proposal when every value of it lies in the dead band. */
function settle(
  proposal: Proposal,
  evidence: Evidence,
  current: Settings,
  prices: Prices | null,
  options: TuningOptions,
): readonly Recommendation[] | Refusal {
  const changes = proposal.wanted.map(({ setting, amount }): Change => {
    const written = current[setting] ?? null;
    const effective = written ?? defaulted(setting, current);
    const resource = resourceOf(setting);
    const least = effective === null ? 0 : toNumber(effective) * lowestShare(evidence, resource);
    const to = roundLike(resource, Math.max(amount, least), styleFor(setting, current));
    return { setting, written, effective, to: withinLimit(setting, to, proposal, current) };
  });
  const quiet = leaveAlone(changes, proposal, evidence, prices, options);
  if (quiet !== null) return quiet;
  return changes
    .filter(({ effective, to }) => effective === null || !sameAmount(effective, to))
    .map((change) => recommendation(change, changes, current, proposal, evidence, prices));
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
  { setting, written, effective, to }: Change,
  changes: readonly Change[],
  before: Settings,
  proposal: Proposal,
  evidence: Evidence,
  prices: Prices | null,
): Recommendation {
  const resource = resourceOf(setting);
  const usage = evidence.usage[resource];
  const limit = changes.find((change) => change.setting === `limits.${resource}`)?.to;
  const limitAfter = limit ?? before[`limits.${resource}`] ?? null;
  const reserves = boundOf(setting) === "requests" || before[`requests.${resource}`] === undefined;
  return {
    target: evidence.target,
    setting,
    current: written,
    effective,
    reserves,
    proposed: to,
    class: effective !== null && to.nanos < effective.nanos ? "cost" : "safety",
    confidence: usage === null ? 0 : confidenceOf(evidence, usage),
    reasons:
      lowestShare(evidence, resource) > 0 && effective !== null && to.nanos < effective.nanos
        ? [...proposal.reasons, "Lowered by half at most at a time, since the evidence is weak."]
        : proposal.reasons,
    prediction: proposal.predict(toNumber(to)),
    backtest: proposal.backtest(
      effective === null ? null : toNumber(effective),
      limitAfter === null ? null : toNumber(limitAfter),
    ),
    evidence,
    savings: reserves ? savingsOf(resource, effective, to, evidence, prices) : null,
  };
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
