/**
 * One line of CSV (RFC 4180). Spreadsheets run a cell that begins like a formula, and names come from clusters and people:
 * such a cell gets an apostrophe in front, which spreadsheets take as "this is text".
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

// What Excel, LibreOffice and Google Sheets take for the beginning of a formula, full-width forms included; also behind
// white space, which some of them drop.
const formula = /^[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u;

function cellOf(text: string): string {
  const inert = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
