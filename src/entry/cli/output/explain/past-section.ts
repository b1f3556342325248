import type { Past, PastRow } from "../../../../core/analysis/index.ts";
import { countOf, describeAmount, describeShare, type Resource } from "../../../../core/model/index.ts";
import { plainTable } from "../plain-table.ts";
import { indented, type Page, remark } from "./page.ts";

/** How the chosen value would have done, beside today's and the plain rules. */
export function pastSection({ of, cuts, rows }: Past, resource: Resource, page: Page): string {
  const { colour } = page;
  const cells = rows.map((row) => {
    const isChosen = row.value === "chosen";
    const texts = [
      isChosen ? ">" : "",
      nameOf(row),
      describeAmount(resource, row.amount),
      `${describeShare(row.above)}${of === "days" ? " of days" : ""}`,
    ];
    return isChosen ? texts.map((text) => colour.green(text)) : texts;
  });
  const table = plainTable(cells, {
    head: ["", "VALUE", "COMES TO", "TIME ABOVE"].map((head) => colour.dim(head)),
    colAligns: ["left", "left", "right", "right"],
  });
  const text = `At ${countOf(cuts, "moment")} of its past, each value was chosen from the days before, and scored on up to seven days after.`;
  return `${indented(table)}\n${remark(text, page)}`;
}

const names: Readonly<Record<PastRow["value"], string>> = {
  chosen: "chosen",
  today: "what is set today",
  p95: "p95",
  p99: "p99",
  peak: "peak",
};

function nameOf({ value, follows }: PastRow): string {
  return follows === null ? names[value] : `${follows.rule} times ${follows.margin.toFixed(2)}`;
}
