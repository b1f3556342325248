import {
  boundOf,
  describeAmount,
  duration,
  type Evidence,
  type Prices,
  type Refusal,
  resourceOf,
  toNumber,
} from "../model/index.ts";
import type { Change } from "./change.ts";
import { withinDeadBand } from "./dead-band.ts";
import { savingsOf } from "./savings.ts";
import { alignment } from "./sufficiency.ts";
import type { Proposal, TuningOptions } from "./tuner.ts";

/**
 * Why values that are wanted are not proposed all the same: they are raised early, lowered late, and not touched for
 * little. `null` if they are worth a review.
 */
export function leaveAlone(
  changes: readonly Change[],
  proposal: Proposal,
  evidence: Evidence,
  prices: Prices | null,
  options: TuningOptions,
): Refusal | null {
  const [first] = changes;
  if (first === undefined || first.effective === null) return null;
  const { setting, effective, to } = first;
  const resource = resourceOf(setting);
  const isQuiet = (change: Change): boolean =>
    change.effective !== null &&
    withinDeadBand(change.effective, change.to, resource, options, proposal.urgent);
  if (changes.every(isQuiet)) {
    return { code: "within-dead-band", setting, current: effective.text, wanted: to.text };
  }
  if (to.nanos >= effective.nanos) {
    const expected = proposal.expectedAbove(toNumber(effective));
    const { risk } = options;
    return expected === null || expected > risk || proposal.urgent
      ? null
      : { code: "holds-stated-risk", setting, current: effective.text, expected, risk };
  }
  const usage = evidence.usage[resource];
  const seen = duration(usage === null ? 0 : usage.seen.to - usage.seen.from, "ms");
  const needed = duration(options.loweringHistoryHours, "h");
  if (seen + alignment < needed) return { code: "too-early-to-lower", seen, needed };
  return smallSaving(first, evidence, prices, options);
}

function smallSaving(
  { setting, effective, to }: Change,
  evidence: Evidence,
  prices: Prices | null,
  { minimumSaving }: TuningOptions,
): Refusal | null {
  const resource = resourceOf(setting);
  const saved = savingsOf(resource, effective, to, evidence, prices);
  // A limit of its own reserves nothing: lowering it is not for savings.
  if (saved === null || effective === null || boundOf(setting) === "limits") return null;
  const change = { code: "small-saving", setting, current: effective.text, wanted: to.text } as const;
  const { monthly } = minimumSaving;
  if (monthly !== null && saved.monthly !== null) {
    const money = (amount: number): string => `${amount.toFixed(2)} ${saved.monthly?.currency ?? ""} a month`;
    return saved.monthly.amount < monthly
      ? { ...change, saving: money(saved.monthly.amount), least: money(monthly) }
      : null;
  }
  const freed = resource === "cpu" ? saved.cores : saved.bytes;
  const least = minimumSaving[resource];
  return freed < least
    ? { ...change, saving: describeAmount(resource, freed), least: describeAmount(resource, least) }
    : null;
}
