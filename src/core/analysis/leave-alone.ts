import {
  boundOf,
  describeAmount,
  describeShare,
  duration,
  type Evidence,
  formatDuration,
  type Prices,
  type Quantity,
  type Refusal,
  type Resource,
  resourceOf,
  type Savings,
  toNumber,
} from "../model/index.ts";
import type { Change } from "./change.ts";
import { withinDeadBand } from "./dead-band.ts";
import { savingsOf } from "./savings.ts";
import { alignment } from "./sufficiency.ts";
import type { Proposal, TuningOptions } from "./tuner.ts";

/** A reason that may keep values as they are although others are wanted, and whether it does. */
export interface Gate {
  readonly id: "dead-band" | "raise-early" | "lower-late" | "minimum-saving";
  /** What it looked at, for people. */
  readonly says: string;
  /** `null` where it lets the change pass. */
  readonly refusal: Refusal | null;
}

/** The first of a change's values with what it is today: it stands for all. */
interface Lead {
  readonly change: Change;
  readonly effective: Quantity;
  readonly resource: Resource;
}

/**
 * The gates of values that are wanted, in order; the first that refuses decides. Values are raised early, lowered late,
 * and not touched for little. What is not set today has nothing to be compared with, hence no gates.
 */
export function gatesOf(
  changes: readonly Change[],
  proposal: Proposal,
  evidence: Evidence,
  prices: Prices | null,
  options: TuningOptions,
): readonly Gate[] {
  const [change] = changes;
  if (change === undefined || change.effective === null) return [];
  const lead: Lead = { change, effective: change.effective, resource: resourceOf(change.setting) };
  const raises = change.to.nanos >= lead.effective.nanos;
  return [
    deadBand(lead, changes, proposal, options),
    ...(raises
      ? [raiseEarly(lead, proposal, options)]
      : [lowerLate(lead, evidence, options), minimumSaving(lead, evidence, prices, options)]),
  ];
}

function deadBand(
  { change: { setting, to }, effective, resource }: Lead,
  changes: readonly Change[],
  { urgent }: Proposal,
  options: TuningOptions,
): Gate {
  const isQuiet = (one: Change): boolean =>
    one.effective !== null && withinDeadBand(one.effective, one.to, resource, options, urgent);
  const { share, [resource]: amount } = options.deadBand;
  const least = urgent ? "" : ` and ${describeAmount(resource, amount)}`;
  return {
    id: "dead-band",
    says: `${to.text} is ${distance(effective, to)} ${effective.text}; a change must exceed ${describeShare(share)}${least}`,
    refusal: changes.every(isQuiet)
      ? { code: "within-dead-band", setting, current: effective.text, wanted: to.text }
      : null,
  };
}

/** `77 % below`, `as much as`. */
function distance(from: Quantity, to: Quantity): string {
  if (from.nanos === to.nanos) return "as much as";
  if (from.nanos === 0n) return "above";
  const share = toNumber(to) / toNumber(from) - 1;
  return `${describeShare(Math.abs(share))} ${share < 0 ? "below" : "above"}`;
}

function raiseEarly(
  { change: { setting }, effective }: Lead,
  { urgent, expectedAbove }: Proposal,
  { risk }: TuningOptions,
): Gate {
  const expected = expectedAbove(toNumber(effective));
  if (urgent) return { id: "raise-early", says: "harm was seen, so it is raised at once", refusal: null };
  if (expected === null) {
    return { id: "raise-early", says: "what is short is raised at once", refusal: null };
  }
  return {
    id: "raise-early",
    says: `${effective.text} is expected to be passed ${describeShare(expected)} of the time; ${describeShare(risk)} is accepted`,
    refusal:
      expected > risk
        ? null
        : { code: "holds-stated-risk", setting, current: effective.text, expected, risk },
  };
}

function lowerLate({ resource }: Lead, evidence: Evidence, options: TuningOptions): Gate {
  const usage = evidence.usage[resource];
  const seen = duration(usage === null ? 0 : usage.seen.to - usage.seen.from, "ms");
  const needed = duration(options.loweringHistoryHours, "h");
  return {
    id: "lower-late",
    says: `${inHours(seen)} were seen; nothing is lowered before ${formatDuration(needed)}`,
    refusal: seen + alignment < needed ? { code: "too-early-to-lower", seen, needed } : null,
  };
}

function inHours(length: number): string {
  return formatDuration(duration(Math.round(length / 3_600_000), "h"));
}

function minimumSaving(
  { change: { setting, to }, effective, resource }: Lead,
  evidence: Evidence,
  prices: Prices | null,
  options: TuningOptions,
): Gate {
  const id = "minimum-saving";
  const saved = savingsOf(resource, effective, to, evidence, prices);
  // A limit of its own reserves nothing: lowering it is not for savings.
  if (saved === null || boundOf(setting) === "limits") {
    return { id, says: "a limit alone reserves nothing, so nothing is asked of it", refusal: null };
  }
  const { isEnough, saving, least } = weighed(saved, resource, options);
  return {
    id,
    says: `all pods together free ${saving}; at least ${least} is asked for`,
    refusal: isEnough
      ? null
      : { code: "small-saving", setting, current: effective.text, wanted: to.text, saving, least },
  };
}

function weighed(
  { cores, bytes, monthly }: Savings,
  resource: Resource,
  { minimumSaving: minimum }: TuningOptions,
): { readonly isEnough: boolean; readonly saving: string; readonly least: string } {
  if (minimum.monthly !== null && monthly !== null) {
    const money = (amount: number): string => `${amount.toFixed(2)} ${monthly.currency} a month`;
    const isEnough = monthly.amount >= minimum.monthly;
    return { isEnough, saving: money(monthly.amount), least: money(minimum.monthly) };
  }
  const freed = resource === "cpu" ? cores : bytes;
  return {
    isEnough: freed >= minimum[resource],
    saving: describeAmount(resource, freed),
    least: describeAmount(resource, minimum[resource]),
  };
}
