import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { runs } from "../../../../test/support/properties/sweep.ts";
import { parseYaml } from "../yaml-text.ts";
import { expandValues, leavesIn, type ValuesTree, valueAt, writeValues } from "./values-tree.ts";

function expanded(text: string): ValuesTree {
  const yaml = parseYaml("values.yaml", text);
  if (!yaml.ok) throw new Error(yaml.error.code);
  const tree = expandValues(yaml.value, yaml.value.documents[0]?.contents ?? null);
  if (!tree.ok) throw new Error(tree.error);
  return tree.value;
}

/** What the second parser reads in the written tree. */
function written(text: string, texts: readonly (readonly [readonly (string | number)[], string])[] = []) {
  return load(writeValues(expanded(text), texts));
}

describe("values that are written out", () => {
  test("read the same, with each alias and merge key in its own place", () => {
    const text = "a: &x {n: 1, deep: [1, 2]}\nb: *x\nc:\n  <<: [{n: 0, m: 3}, *x]\n  own: yes\n";

    expect(written(text)).toEqual({
      a: { n: 1, deep: [1, 2] },
      b: { n: 1, deep: [1, 2] },
      c: { n: 0, m: 3, deep: [1, 2], own: "yes" },
    });
  });

  test("keep the text of what YAML versions read differently, and quote what would not fit", () => {
    const text = "a: yes\nb: 0777\nc: 1_000\nd: a, b\ne: |\n  x: 1\nf: ~\ng:\nh: '1'\non: [x]\n";

    expect(writeValues(expanded(text), [])).toBe(
      '{a: yes, b: 0777, c: 1_000, d: "a, b", e: "x: 1\\n", f: null, g: null, h: "1", on: [x]}\n',
    );
  });

  test("say of each value whether it was reached through an alias or a merge key", () => {
    const tree = expanded("a: &x {n: 1}\nb: *x\nc:\n  <<: *x\n");
    const through = [...leavesIn(tree)].map(([path, leaf]) => `${path.join(".")} ${leaf.through?.kind}`);

    expect(through).toEqual(["a.n undefined", "b.n alias", "c.n merge"]);
  });

  test("take other texts at paths that are there and at paths that are not", () => {
    expect(
      written("a:\n  b: 1\nlist:\n- {x: 1}\n- {x: 2}\nnone:\n", [
        [["a", "b"], "2"],
        [["list", 1, "x"], "9"],
        [["none", "c", "d"], '"3"'],
        [["__proto__", "polluted"], "1"],
      ]),
    ).toEqual({
      a: { b: 2 },
      list: [{ x: 1 }, { x: 9 }],
      none: { c: { d: "3" } },
      ["__proto__"]: { polluted: 1 },
    });
    expect(Object.keys({})).not.toContain("polluted");
  });

  test("of any data are the same data, whatever the keys and texts", () => {
    const data = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 6 });
    fc.assert(
      fc.property(data, (value) => {
        fc.pre(!Object.keys(value).includes("<<") && !JSON.stringify(value).includes('"<<"'));
        const text = JSON.stringify(value);
        expect(written(text)).toEqual(load(text));
      }),
      { numRuns: runs(300) },
    );
  });

  test("have no more places than can be looked at, however many aliases name them", () => {
    const lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"];
    for (let index = 1; index < 9; index++)
      lines.push(
        `a${index}: &a${index} [${Array(10)
          .fill(`*a${index - 1}`)
          .join(", ")}]`,
      );
    const yaml = parseYaml("values.yaml", lines.join("\n"));

    expect(yaml.ok && expandValues(yaml.value, yaml.value.documents[0]?.contents ?? null)).toMatchObject({
      ok: false,
    });
  });

  test("an anchor that contains itself is refused, not followed for ever", () => {
    const yaml = parseYaml("values.yaml", "a: &x [*x]\n");

    expect(yaml.ok && expandValues(yaml.value, yaml.value.documents[0]?.contents ?? null)).toMatchObject({
      ok: false,
    });
  });

  test("a path that leads through a text or a missing key leads nowhere", () => {
    const tree = expanded("a: {b: 1}\n");

    expect(valueAt(tree, ["a", "b", "c"])).toBeUndefined();
    expect(valueAt(tree, ["a", 0])).toBeUndefined();
  });
});
