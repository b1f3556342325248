import { type Backtest, type ChangePlan, countOf, describeShare } from "../model/index.ts";
import { leadingOf } from "./leading.ts";
import { code } from "./markdown.ts";

/** The rows of the table that shows how values would have done on the past. */
export function backtestRows(plan: ChangePlan): readonly object[] {
  return leadingOf(plan).flatMap(({ target, setting, proposed, current, backtest }) => {
    if (backtest === null) return [];
    const { above, cuts, others } = backtest;
    return {
      what: `${code(target.container)} ${code(setting)}`,
      proposed: `${code(proposed.text)}: ${share(above.proposed, backtest)}`,
      current:
        above.current === null || current === null
          ? "not set"
          : `${code(current.text)}: ${share(above.current, backtest)}`,
      plain: share(above.plain, backtest),
      expected: `${describeShare(backtest.expected)} of ${share(backtest.risk, backtest)}`,
      tried: others === 0 ? countOf(cuts, "time") : `${countOf(cuts, "time")}, ${others} others`,
    };
  });
}

/** `0.43 %` of the time, or `0.27 % of days`. */
function share(value: number, { of }: Backtest): string {
  return of === "time" ? describeShare(value) : `${describeShare(value)} of days`;
}
