import type { Candidates, Fleet } from "../../../../core/analysis/index.ts";
import { countOf, describeAmount, describeShare } from "../../../../core/model/index.ts";
import { plainTable } from "../plain-table.ts";
import { indented, type Page, remark } from "./page.ts";

const heads = ["", "RULE", "BASE", "MARGIN", "REQUEST", "OWN", "OTHERS", "EXPECTED", "RESERVES", "COST"];

/** The rules that a CPU request may follow, and why one of them was chosen. */
export function candidateSection(
  { choices, chosen, cuts }: Candidates,
  { cpu: { meanPeak, price, workloads } }: Fleet,
  page: Page,
): string {
  const { colour } = page;
  const rows = choices.map(({ name, base, margin, amount, own, pooled, expected, reserved }) => {
    const cells = [
      name === chosen.name ? ">" : "",
      name,
      describeAmount("cpu", base),
      margin.toFixed(2),
      describeAmount("cpu", amount),
      cuts === 0 ? "none" : share(own),
      share(pooled),
      share(expected),
      cost(reserved),
      cost(reserved + expected),
    ];
    return name === chosen.name ? cells.map((cell) => colour.green(cell)) : cells;
  });
  const table = plainTable(rows, {
    head: heads.map((head) => colour.dim(head)),
    colAligns: ["left", "left", "right", "right", "right", "right", "right", "right", "right", "right"],
  });
  const past = cuts === 0 ? "there is none yet" : `tried ${countOf(cuts, "time")}`;
  const text = `Share of the time above the request: by its own past (${past}), by that of ${countOf(workloads, "container")}, and expected of both. What is reserved costs, too: as much as the mean peak of all (${describeAmount("cpu", meanPeak)}) must save ${describeShare(price)} of the time. The least sum is chosen.`;
  return `${indented(table)}\n${remark(text, page)}`;
}

/** Costs lie close to each other: with three digits. */
function cost(of: number): string {
  return `${Number((of * 100).toPrecision(3))} %`;
}

function share(of: number): string {
  return describeShare(of).replace("under 0.01 %", "<0.01 %");
}
