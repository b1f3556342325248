import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("cells with commas, quotes and line breaks are quoted, others are not", () => {
  expect(csvLine(["a", "b,c", 'say "no"', "two\nlines", ""])).toBe('a,"b,c","say ""no""","two\nlines",\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=cmd|' /C calc'!A0"])(
  "a cell that a spreadsheet would run is text: %j",
  (cell) => {
    expect(readCsv(csvLine(["x", cell]))).toEqual([["x", `'${cell}`]]);
  },
);

test("whatever the cells are, a reader of CSV gets them back, and none begins like a formula", () => {
  const cell = fc.string({ unit: fc.constantFrom(..."a=+-@,\"'\r\n\t ＝0") });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 4 }), (rows) => {
      const read = readCsv(rows.map(csvLine).join(""));

      expect(read.map((cells) => cells.length)).toEqual(rows.map((cells) => cells.length));
      for (const [index, cells] of rows.entries()) {
        for (const [column, given] of cells.entries()) {
          const back = read[index]?.[column] ?? "";
          expect(back === given || back === `'${given}`).toBe(true);
          expect(/^\s*[=+\-@＝]/.test(back)).toBe(false);
        }
      }
    }),
  );
});

/** A reader by the letter of RFC 4180, one character after the other. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], "", false];
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? "";
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ",") {
      row.push(cell);
      cell = "";
    } else if (char === "\r" && text[index + 1] === "\n") {
      rows.push([...row, cell]);
      [row, cell] = [[], ""];
      index += 1;
    } else cell += char;
  }
  return rows;
}
