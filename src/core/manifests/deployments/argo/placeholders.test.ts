import { describe, expect, test } from "vitest";
import { fillPlaceholders, normalizeName, type ParameterSet } from "./placeholders.ts";

const flat: ParameterSet = new Map([
  ["path", "apps/cart"],
  ["path.basename", "cart"],
  ["path[0]", "apps"],
  ["values.env", "prod"],
]);
const nested: ParameterSet = new Map<string, ParameterSet | string>([
  ["name", "Cart_1"],
  [
    "path",
    new Map<string, string | readonly string[]>([
      ["path", "apps/cart"],
      ["segments", ["apps", "cart"]],
    ]),
  ],
]) as ParameterSet;

describe("a placeholder", () => {
  test.each([
    ["{{path.basename}}-{{ path[0] }}", "cart-apps"],
    ["{{values.env}}", "prod"],
    ["none", "none"],
  ])("%j is filled by name", (text, expected) => {
    expect(fillPlaceholders(text, flat, false)).toEqual({ text: expected, unfilled: null });
  });

  test.each([
    ["{{ .path.path }}", "apps/cart"],
    ["{{- .path.path -}}", "apps/cart"],
    ["{{index .path.segments 1}}", "cart"],
    ["{{ .name | normalize }}", "cart-1"],
  ])("%j of a Go template is filled", (text, expected) => {
    expect(fillPlaceholders(text, nested, true)).toEqual({ text: expected, unfilled: null });
  });

  test.each([
    ["{{ .missing }}", "{{ .missing }}"],
    ["{{ .name | upper }}", "{{ .name | upper }}"],
    ["{{ if .name }}x{{ end }}", "{{ if .name }}"],
    ["{{ .name.constructor }}", "{{ .name.constructor }}"],
    ["{{ .__proto__ }}", "{{ .__proto__ }}"],
  ])("%j is left, and named as what cannot be filled", (text, unfilled) => {
    expect(fillPlaceholders(text, nested, true).unfilled).toBe(unfilled);
  });

  test("is not looked for again in what was filled in", () => {
    const set: ParameterSet = new Map([
      ["a", "{{b}}"],
      ["b", "x"],
    ]);

    expect(fillPlaceholders("{{a}}", set, false).text).toBe("{{b}}");
  });

  test("normalized is a name that Kubernetes takes", () => {
    expect(normalizeName("-Über_Shop/v1.")).toBe("ber-shop-v1");
    expect(normalizeName("-".repeat(1_000))).toBe("");
  });
});
