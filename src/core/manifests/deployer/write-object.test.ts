// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the syntax that Flux fills in.
import fc from "fast-check";
import { loadAll } from "js-yaml";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runs } from "../../../../test/support/properties/sweep.ts";
import type { Data } from "../data.ts";
import { writeObject } from "./write-object.ts";

function asData(value: unknown): Data {
  if (Array.isArray(value)) return value.map(asData);
  if (typeof value !== "object" || value === null) return value as Data;
  return new Map(Object.entries(value).map(([key, item]) => [key, asData(item)]));
}

const written = (value: unknown): string => writeObject(asData({ a: value })).slice("a: ".length, -1);

describe("an object", () => {
  test("is read back the same by two parsers, whatever its texts", () => {
    const piece = fc.constantFrom(
      ..."$ ${A} ${A:=1} : # - ? ' \" \\ { [ > | & * ! % @ ` , = ~ --- ... null yes 1 0x1 1e3 \t \r ä \u0085 \ufeff".split(
        " ",
      ),
      " ",
      "\n",
      "a",
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.constantFrom(1, -2.5, true, false, null),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(
          text.filter((key) => key !== "__proto__"),
          tie("tree"),
          { maxKeys: 3 },
        ),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b", "containers"), tree, { minKeys: 1 }), (object) => {
        const yaml = writeObject(asData(object));
        expect(loadAll(yaml)).toEqual([object]);
        expect(parse(yaml)).toEqual(object);
      }),
      { numRuns: runs(500) },
    );
  });

  test("keeps its lists, mappings and empty ones in blocks", () => {
    const object = {
      kind: "Pod",
      spec: {
        containers: [
          { name: "a", env: [] },
          { name: "b", x: {} },
        ],
        m: [[1, 2], "z"],
      },
    };

    expect(writeObject(asData(object))).toBe(
      "kind: Pod\nspec:\n  containers:\n  - name: a\n    env: []\n  - name: b\n    x: {}\n  m:\n  - - 1\n    - 2\n  - z\n",
    );
  });

  // What goyaml.v2 makes of these texts decides whether a number is one once its variable is filled in.
  test.each([
    ["${PORT}", "${PORT}"],
    ['"${PORT}"', "'\"${PORT}\"'"],
    ["a: $" + "{B}", "'a: $" + "{B}'"],
    ["it's $" + "{B} # x", "'it''s $" + "{B} # x'"],
    ["\t$B", '"\\t$B"'],
    ["$A\n$B\n", "|\n  $A\n  $B"],
    [" $A\n\n", "|2+\n   $A\n"],
  ])("quotes a text with a dollar only where it must: %j", (text, yaml) => {
    expect(written(text)).toBe(yaml);
  });
});
