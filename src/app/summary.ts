import { countOf, type Savings } from "../core/model/index.ts";
import { describeFreed, formatMoney, totalSavings } from "../core/propose/index.ts";
import type { Analysis } from "./analysis.ts";

/** The sum of a pass in a few sentences, for people. */
export function summarySentences({ changes, skipped }: Analysis): readonly string[] {
  if (changes.length === 0) {
    return [skipped.length === 0 ? "Nothing was found to look at." : "Nothing to change."];
  }
  const settings = changes.reduce((sum, { plan }) => sum + plan.recommendations.length, 0);
  const safer = changes.filter(({ plan }) =>
    plan.recommendations.some((one) => one.class === "safety"),
  ).length;
  const total = sum(changes.map(({ plan }) => totalSavings(plan)));
  const head = `${countOf(settings, "setting")} of ${countOf(changes.length, "workload")} to change`;
  const freed = describeFreed(total);
  const money =
    total.monthly === null
      ? ""
      : `, about ${formatMoney(total.monthly.amount, total.monthly.currency)} a month`;
  return [
    `${head}${freed === null ? "" : `: ${freed}${money}`}.`,
    ...(safer === 0
      ? []
      : [`${countOf(safer, "workload")} ${safer === 1 ? "gets" : "get"} more than today, for safety.`]),
  ];
}

function sum(all: readonly Savings[]): Savings {
  const [priced] = all.flatMap(({ monthly }) => monthly ?? []);
  return {
    cores: all.reduce((total, { cores }) => total + cores, 0),
    bytes: all.reduce((total, { bytes }) => total + bytes, 0),
    monthly:
      priced === undefined
        ? null
        : {
            ...priced,
            amount: all.reduce((total, { monthly }) => total + (monthly?.amount ?? 0), 0),
          },
  };
}
