import {
  type Backtest,
  type ChangePlan,
  code,
  countOf,
  describeProposed,
  describeShare,
  limitSentences,
  resourceOf,
} from "../model/index.ts";
import { containerName } from "./container-name.ts";
import { leadingOf } from "./leading.ts";

/** The rows of the table that shows how values would have done on the past. */
export function backtestRows(plan: ChangePlan): readonly object[] {
  return leadingOf(plan).flatMap(({ target, setting, proposed, current, backtest }) => {
    if (backtest === null) return [];
    const { above, cuts, others } = backtest;
    return {
      what: `${code(containerName(plan, target))} ${code(setting)}`,
      proposed: `${code(describeProposed({ proposed }))}: ${share(above.proposed, backtest)}`,
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

/** What the past says about the limits beside these values, where it says something. */
export function limitRows(plan: ChangePlan): readonly object[] {
  return leadingOf(plan).flatMap(({ target, setting, backtest, evidence }) =>
    backtest === null
      ? []
      : limitSentences(resourceOf(setting), backtest, evidence.throttledShare).map((sentence) => ({
          what: `${code(containerName(plan, target))} ${code(`limits.${resourceOf(setting)}`)}`,
          sentence,
        })),
  );
}

/** `0.43 %` of the time, or `0.27 % of days`. */
function share(value: number, { of }: Backtest): string {
  return of === "time" ? describeShare(value) : `${describeShare(value)} of days`;
}
