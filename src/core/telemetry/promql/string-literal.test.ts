import fc from "fast-check";
import { expect, test } from "vitest";
import { quoteLabelValue } from "./quote.ts";
import { readStringLiteral } from "./string-literal.ts";

test.each([
  ['"a"', "a"],
  ["'it\\'s'", "it's"],
  ["`\\n\n`", "\\n\n"],
  ['"\\a\\b\\f\\n\\r\\t\\v\\\\"', "\x07\b\f\n\r\t\v\\"],
  ['"\\x41\\101\\u00e9\\U0001F600"', "AAé😀"],
  ['"\\xc3\\xa9"', "é"],
])("the literal %s means %j", (literal, value) => {
  expect(readStringLiteral(literal)).toEqual({ ok: true, value });
});

test.each([
  ['"', "is not terminated"],
  ['"a', "is not terminated"],
  ['"a\\"', "is not terminated"],
  ["\"a'", "is not terminated"],
  ["`a", "is not terminated"],
  ['"a\nb"', "holds a line break"],
  ['"\\q"', "holds the unknown escape \\q"],
  ["'\\\"'", 'holds the unknown escape \\"'],
  ['"\\x4"', "holds the unknown escape \\x"],
  ['"\\400"', "holds the unknown escape \\4"],
  ['"\\ud800"', "holds the unknown escape \\u"],
  ['"\\U00110000"', "holds the unknown escape \\U"],
  ['"\\xff"', "is not UTF-8 after its escapes are read"],
])("the literal %s is refused because it %s", (literal, error) => {
  expect(readStringLiteral(literal)).toEqual({ ok: false, error });
});

test("reading what was quoted gives the value back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      expect(readStringLiteral(quoteLabelValue(value))).toEqual({ ok: true, value });
    }),
  );
});
