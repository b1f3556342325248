import {
  boundOf,
  type Evidence,
  type Prices,
  type Quantity,
  type Recommendation,
  type Refusal,
  resourceOf,
  type SettingName,
  type Settings,
  type Skipped,
  sameAmount,
  toNumber,
} from "../model/index.ts";
import { confidenceOf } from "./confidence.ts";
import { withinDeadBand } from "./dead-band.ts";
import { roundLike } from "./round-quantity.ts";
import { savingsOf } from "./savings.ts";
import type { Proposal, Tuner, TuningOptions } from "./tuner.ts";
import { cpuRequest } from "./tuners/cpu-request.ts";
import { memory } from "./tuners/memory.ts";

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
    const answer = tuner.propose({ evidence, current, options });
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
    const to = roundLike(resourceOf(setting), amount, styleFor(setting, current));
    return {
      setting,
      written,
      effective: written ?? defaulted(setting, current),
      to: withinLimit(setting, to, current),
    };
  });
  const isQuiet = ({ setting, effective, to }: Change): boolean =>
    effective !== null && withinDeadBand(effective, to, resourceOf(setting), options, proposal.urgent);
  const [first] = changes;
  if (first !== undefined && first.effective !== null && changes.every(isQuiet)) {
    const { setting, effective, to } = first;
    return { code: "within-dead-band", setting, current: effective.text, wanted: to.text };
  }
  return changes
    .filter(({ effective, to }) => effective === null || !sameAmount(effective, to))
    .map((change) => recommendation(change, current, proposal, evidence, prices));
}

interface Change {
  readonly setting: SettingName;
  /** As written in the manifest. */
  readonly written: Quantity | null;
  /** What applies today: a request that is not written is the limit (Kubernetes defaults it so). */
  readonly effective: Quantity | null;
  readonly to: Quantity;
}

function defaulted(setting: SettingName, current: Settings): Quantity | null {
  if (setting === "requests.cpu") return current["limits.cpu"] ?? null;
  return setting === "requests.memory" ? (current["limits.memory"] ?? null) : null;
}

/** Rounding up must not pass a CPU limit that stays: the API server refuses such a pod. */
function withinLimit(setting: SettingName, wanted: Quantity, current: Settings): Quantity {
  const limit = setting === "requests.cpu" ? current["limits.cpu"] : undefined;
  return limit !== undefined && wanted.nanos > limit.nanos ? limit : wanted;
}

function recommendation(
  { setting, written, effective, to }: Change,
  before: Settings,
  proposal: Proposal,
  evidence: Evidence,
  prices: Prices | null,
): Recommendation {
  const resource = resourceOf(setting);
  const usage = evidence.usage[resource];
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
    reasons: proposal.reasons,
    prediction: proposal.predict(toNumber(to)),
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
