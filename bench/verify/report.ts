import type { Tally } from "./moments.ts";

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

export interface Row {
  readonly kind: string;
  readonly tally: Tally;
}

/** One row a kind of series, and a row of all. */
export function verifyReport(rows: readonly Row[], factors: readonly number[]): string {
  const heads = factors.map((factor) => `found at +${Math.round((factor - 1) * 100)} %`);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const all = {
    kind: "**all**",
    tally: together(
      rows.map(({ tally }) => tally),
      factors,
    ),
  };
  const body = [...rows, ...(rows.length > 1 ? [all] : [])].map(({ kind, tally }) =>
    line([kind, ...cellsOf(tally, factors)]),
  );
  return [
    line(["series", "moments", "judged", "false rollbacks", ...heads]),
    line([":--", "--:", "--:", "--:", ...factors.map(() => "--:")]),
    ...body,
  ].join("\n");
}

function cellsOf(tally: Tally, factors: readonly number[]): readonly string[] {
  const share = (count: number): string => (tally.judged === 0 ? "–" : percent(count / tally.judged));
  return [
    String(tally.moments),
    String(tally.judged),
    tally.judged === 0 ? "–" : `${share(tally.falseRollbacks)} (${tally.falseRollbacks})`,
    ...factors.map((factor) => share(tally.found.get(factor) ?? 0)),
  ];
}

function together(tallies: readonly Tally[], factors: readonly number[]): Tally {
  const sum = (count: (tally: Tally) => number): number =>
    tallies.reduce((total, one) => total + count(one), 0);
  return {
    moments: sum(({ moments }) => moments),
    judged: sum(({ judged }) => judged),
    falseRollbacks: sum(({ falseRollbacks }) => falseRollbacks),
    found: new Map(factors.map((factor) => [factor, sum(({ found }) => found.get(factor) ?? 0)])),
    short: tallies.flatMap(({ short }) => short),
    falseAt: tallies.flatMap(({ falseAt }) => falseAt),
  };
}
