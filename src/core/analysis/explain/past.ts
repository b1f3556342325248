import type { Histogram, Usage } from "../../model/index.ts";
import { type RuleId, rules, scoreOnCuts, walkForward } from "../backtest/index.ts";
import { dailyPeaks } from "../basis.ts";
import type { Need } from "../needs.ts";

/** How several values would have done: at each cut chosen from the days before it, and scored on the days after it. */
export interface Past {
  /** What a share counts: time, or days with a moment above. */
  readonly of: "time" | "days";
  readonly cuts: number;
  readonly rows: readonly PastRow[];
}

export interface PastRow {
  /** `chosen` follows a rule with a margin, `today` is a fixed value, the others are rules without a margin. */
  readonly value: "chosen" | "today" | RuleId;
  /** For `chosen`: the rule it follows, and times what. */
  readonly follows: { readonly rule: RuleId; readonly margin: number } | null;
  /** What it comes to on all days. */
  readonly amount: number;
  /** Share above it, mean over the cuts. */
  readonly above: number;
}

/** The chosen rule beside today's value and every rule without a margin. */
export function pastOfCpu({ basis: { days }, walk, choice }: Need, today: number | null): Past | null {
  const { cuts } = walk;
  if (cuts === 0) return null;
  const rows = [
    ...chosenRow(days, choice.rule, choice.margin),
    ...todayRow(days, today),
    ...rules.flatMap((_, rule) => plainRow(days, rule)),
  ];
  return { of: "time", cuts, rows };
}

/** Memory is judged by the peak of each day. `wanted`: the value that is proposed, `null` where there is none. */
export function pastOfMemory(usage: Usage, wanted: number | null, today: number | null): Past | null {
  const days = dailyPeaks(usage);
  const { cuts, peak } = walkForward(days);
  if (cuts === 0 || peak === 0) return null;
  const rule = rules.findIndex(({ id }) => id === "peak");
  const rows = [
    ...(wanted === null ? [] : chosenRow(days, rule, wanted / peak)),
    ...todayRow(days, today),
    ...plainRow(days, rule),
  ];
  return { of: "days", cuts, rows };
}

function chosenRow(days: readonly Histogram[], rule: number, margin: number): readonly PastRow[] {
  const id = rules[rule]?.id ?? "peak";
  return ruleRow(days, rule, margin).map((row) => ({
    value: "chosen",
    follows: { rule: id, margin },
    ...row,
  }));
}

function plainRow(days: readonly Histogram[], rule: number): readonly PastRow[] {
  const value = rules[rule]?.id ?? "peak";
  return ruleRow(days, rule, 1).map((row) => ({ value, follows: null, ...row }));
}

function ruleRow(
  days: readonly Histogram[],
  rule: number,
  margin: number,
): readonly Pick<PastRow, "amount" | "above">[] {
  const base = walkForward(days).rules[rule]?.base ?? 0;
  const above = scoreOnCuts(days, (bases) => (bases[rule] ?? 0) * margin);
  return above === null ? [] : [{ amount: base * margin, above }];
}

function todayRow(days: readonly Histogram[], today: number | null): readonly PastRow[] {
  const above = today === null ? null : scoreOnCuts(days, () => today);
  return today === null || above === null ? [] : [{ value: "today", follows: null, amount: today, above }];
}
