import Table from "cli-table3";

// A blank column between cells: rows stay quiet, and lines copy cleanly from a terminal.
const chars = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
} as const;

const style = { "padding-left": 0, "padding-right": 0, head: [], border: [] };

/** How wide the gap between two columns is. */
export const gap = chars.middle.length;

/** A table without rules; colours do not count for its widths. */
export function plainTable(
  rows: readonly (readonly string[])[],
  layout: Pick<Table.TableConstructorOptions, "head" | "colAligns" | "colWidths" | "wordWrap">,
): string {
  const table = new Table({ ...layout, chars, style });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replace(/[ \t]+$/gm, "");
}
