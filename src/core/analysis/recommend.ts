import {
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
  const changes = proposal.wanted.map(({ setting, amount }) => ({
    setting,
    from: current[setting] ?? null,
    to: roundLike(resourceOf(setting), amount, styleFor(setting, current)),
  }));
  const quiet = changes.find(({ setting, from, to }) => {
    return from !== null && withinDeadBand(from, to, resourceOf(setting), options, proposal.urgent);
  });
  const moving = changes.filter(
    ({ setting, from, to }) =>
      from === null || !withinDeadBand(from, to, resourceOf(setting), options, proposal.urgent),
  );
  if (moving.length === 0 && quiet !== undefined && quiet.from !== null) {
    return {
      code: "within-dead-band",
      setting: quiet.setting,
      current: quiet.from.text,
      wanted: quiet.to.text,
    };
  }
  return changes
    .filter(({ from, to }) => from === null || !sameAmount(from, to))
    .map(({ setting, from, to }) => recommendation(setting, from, to, proposal, evidence, prices));
}

function recommendation(
  setting: SettingName,
  current: Quantity | null,
  proposed: Quantity,
  proposal: Proposal,
  evidence: Evidence,
  prices: Prices | null,
): Recommendation {
  const usage = evidence.usage[resourceOf(setting)];
  return {
    target: evidence.target,
    setting,
    current,
    proposed,
    class: current !== null && proposed.nanos < current.nanos ? "cost" : "safety",
    confidence: usage === null ? 0 : confidenceOf(evidence, usage),
    reasons: proposal.reasons,
    prediction: proposal.predict(toNumber(proposed)),
    evidence,
    savings: savingsOf(setting, current, proposed, evidence, prices),
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
