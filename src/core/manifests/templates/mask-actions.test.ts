import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskActions, maskFirstBranches } from "./mask-actions.ts";

describe("a masked template", () => {
  test.each([
    ["a: {{ .x }}\n", "a: x000xxxx\n"],
    ["{{- if .a }}\nb: 1\n{{- end }}\n", "            \nb: 1\n          \n"],
    ["  {{ if a }}{{ b }}  \nc: 1", "                     \nc: 1"],
    ['a: "{{ .x | default "}}" }}"\n', 'a: "x000xxxxxxxxxxxxxxxxxxx"\n'],
    ["{{/* }} a: 1 */}}\nb: 1\n", "                 \nb: 1\n"],
    ["{{- /*\na: 1\n*/ -}}\r\nb: 1\r\n", "      \n    \n      \r\nb: 1\r\n"],
    ["a: {{ `}}` }}-{{ .y }}", "a: x000xxxxxx-x001xxxx"],
    ["a: {{", "a: x0"],
    ["a: 1 }} b\n", "a: 1 }} b\n"],
  ])("of %j is %j", (text, expected) => {
    expect(maskActions(text)).toBe(expected);
  });

  test.each([
    ["{{ if a }}\nb: 1\n{{ else if c }}\nb: 2\n{{ else }}\nb: 3\n{{ end }}\nd: 4\n", "b: 1 d: 4"],
    ["{{ if a }}\n{{ if b }}\nb: 1\n{{ else }}\nb: 2\n{{ end }}\n{{ else }}\nb: 3\n{{ end }}\n", "b: 1"],
    ["{{ else }}\nb: 1\n{{ end }}\n{{ end }}", "b: 1"],
  ])("of which only the first branches are wanted: %j", (text, expected) => {
    const masked = maskFirstBranches(text);

    expect(
      masked
        .split(/\s*\n\s*/)
        .join(" ")
        .trim(),
    ).toBe(expected);
    expect(masked.split("\n").map(({ length }) => length)).toEqual(
      text.split("\n").map(({ length }) => length),
    );
  });

  test("has every line and every character that is in no action where it was", () => {
    const part = fc.constantFrom(
      "{{",
      "}}",
      "{{-",
      "/*",
      "*/",
      '"',
      "`",
      "\n",
      "a: 1",
      " ",
      "\r\n",
      "- x",
      "\\",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const masked = maskActions(text);
        expect(masked.length).toBe(text.length);
        expect(masked).not.toContain("{{");
        for (const [at, character] of [...text].entries())
          if (masked[at] !== character) expect("x0123456789 abcdefghijklmnopqrstuvwyz").toContain(masked[at]);
      }),
    );
  });

  test("of a text that is all braces takes no longer than it is long", () => {
    const text = "{{ ".repeat(30_000) + "}}{{".repeat(100_000);
    const started = performance.now();

    expect(maskActions(text)).toHaveLength(text.length);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
