import fc from "fast-check";
import { expect, test } from "vitest";
import { labelled, wrapText } from "./wrap-text.ts";

test("text is cut at blanks, and nothing of it is lost", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z%]{1,12}$/)),
      fc.integer({ min: 1, max: 40 }),
      (words, width) => {
        const text = words.join(" ");
        const lines = wrapText(text, width);

        expect(lines.join(" ")).toBe(text);
        for (const line of lines) if (line.length > width) expect(line).not.toMatch(/ (?!%)/);
      },
    ),
  );
});

test("a number stays with its percent sign", () => {
  expect(wrapText("accepted is 1 % of it", 13)).toEqual(["accepted is", "1 % of it"]);
});

test("further lines begin below the first, and colours do not count", () => {
  const text = labelled("label", "one two three four five six", {
    indent: 2,
    width: 6,
    columns: 33,
    paint: (label) => `<${label}>`,
  });

  expect(text.split("\n")).toEqual(["  <label>  one two three four five", "         six"]);
});
