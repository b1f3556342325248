// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the syntax that Flux fills in.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "./evaluate.ts";
import { namesIn, parseTemplate } from "./template.ts";

function fill(text: string, variables: Readonly<Record<string, string | null>> = {}): string {
  const template = parseTemplate(text);
  if (!template.ok) return `refused: ${template.error}`;
  const filled = evaluate(template.value, text, (name) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? null) : "",
  );
  return filled.ok ? filled.value : `refused: ${filled.error}`;
}

// The table of fluxcd/pkg, envsubst/eval_test.go (MIT, Copyright (c) 2017 drone.io; Apache-2.0, the Flux authors).
test.each([
  ["abcdEFGH28ij", {}, "abcdEFGH28ij"],
  ["${#var01}", { var01: "abcdEFGH28ij" }, "12"],
  ["${var01^}", { var01: "abcdEFGH28ij" }, "AbcdEFGH28ij"],
  ["${var01^^}", { var01: "abcdEFGH28ij" }, "ABCDEFGH28IJ"],
  ["${var01,}", { var01: "ABCDEFGH28IJ" }, "aBCDEFGH28IJ"],
  ["${var01,,}", { var01: "ABCDEFGH28IJ" }, "abcdefgh28ij"],
  ["${path_name:11}", { path_name: "/home/bozo/ideas/thoughts.for.today" }, "ideas/thoughts.for.today"],
  ["${path_name:11:5}", { path_name: "/home/bozo/ideas/thoughts.for.today" }, "ideas"],
  ["${var=xyz}", { var: "abc" }, "abc"],
  ["${var=xyz}", {}, "xyz"],
  ["something ${var=${default_var}}", { default_var: "foo" }, "something foo"],
  ["foo: ${var=${default_var}-suffix}", { default_var: "foo1" }, "foo: foo1-suffix"],
  ["foo: ${var=prefix${default_var}-suffix}", { default_var: "foo1" }, "foo: prefixfoo1-suffix"],
  ["${var:=xyz}", {}, "xyz"],
  ["${stringZ/%abc/XYZ}", { stringZ: "abcABC123ABCabc" }, "abcABC123ABCXYZ"],
  ["${stringZ/#abc/XYZ}", { stringZ: "abcABC123ABCabc" }, "XYZABC123ABCabc"],
  ["${stringZ//abc/xyz}", { stringZ: "abcABC123ABCabc" }, "xyzABC123ABCxyz"],
  ["${stringZ/abc/xyz}", { stringZ: "abcABC123ABCabc" }, "xyzABC123ABCabc"],
  ["${var=${var01^^}}", { var01: "abcdEFGH28ij" }, "ABCDEFGH28IJ"],
  ["$${var01}", { var01: "abcdEFGH28ij" }, "${var01}"],
  [
    "some text ${var01}$${var$${var01}$var01${var01}",
    { var01: "abcdEFGH28ij" },
    "some text abcdEFGH28ij${var${var01}$var01abcdEFGH28ij",
  ],
  ["something $${var=${default_var}}", { default_var: "foo" }, "something ${var=foo}"],
  ["${stringZ/\\//-}", { stringZ: "foo/bar" }, "foo-bar"],
  ["${stringZ//\\//-}", { stringZ: "foo/bar/baz" }, "foo-bar-baz"],
  ["\\\\something ${var=${default_var}}", { default_var: "foo" }, "\\\\something foo"],
  ["${stringZ/./}", { stringZ: "foo.bar" }, "foobar"],
])("Flux makes of %s with %j: %s", (text, variables, filled) => {
  expect(fill(text, variables)).toBe(filled);
});

describe("a text with dollars", () => {
  test.each([
    ["a variable that is set wins over its default", "${A:=1} ${A:-2}", "x x"],
    ["an empty variable takes the default", "${E:=1} ${E:-2} ${E=3}", "1 2 3"],
    ["one that is not set is empty", "[${B}]", "[]"],
    ["a name without braces means nothing", "$A $(A) 5$", "$A $(A) 5$"],
    ["two dollars are one, with braces or without", "$$A $${A} $$$$", "$A ${A} $$"],
    ["a dollar behind an escaped one counts", "$$${A}", "$x"],
    ["a prefix and a suffix can be taken off", "${P#ab} ${P%yz} ${P##ab} ${P%%b}", "xyz abx xyz abxyz"],
    ["a blank makes no range, and a minus no range but a default", "${P: -3} ${P:-3}", "abxyz abxyz"],
    ["a range may be too long", "${P:3:90}${P:90:1}", "yz"],
    ["what is asked for and what replaces a variable are defaults to Flux", "${E:?no} ${A:+yes}", "no x"],
  ])("%s", (_, text, filled) => {
    expect(fill(text, { A: "x", E: "", P: "abxyz" })).toBe(filled);
  });

  test("what may be set out of sight stays as it is written, around what is known", () => {
    expect(fill("${A}/${SECRET:=${A}}", { A: "x", SECRET: null })).toBe("x/${SECRET:=${A}}");
  });

  test.each([
    "${",
    "${}",
    "${a.b}",
    "${a-b}",
    "${a:=",
    "${a:=${b}",
    "${#}",
    "${a/}",
    "${a:}",
    "${a#}",
    "${ a }",
  ])("that Flux refuses is refused: %s", (text) => {
    expect(fill(`x: ${text}`)).toBe(`refused: "${text}" is no expansion that Flux understands`);
  });

  test.each(["${P#a*}", "${P%[a]}", "${U:1}", "${P:3:-2}"])("that is not evaluated says so: %s", (text) => {
    expect(fill(text, { P: "abxyz", U: "ä" })).toBe(`refused: "${text}" is not evaluated here`);
  });

  test("names every variable it reads, those of defaults as well", () => {
    const template = parseTemplate("${A:=${B}} $${C} ${#D}");

    expect(template.ok && namesIn(template.value)).toEqual(["A", "B", "D"]);
  });

  test("nested deeper than anybody would is refused, and the stack is safe", () => {
    expect(fill("${A:=".repeat(100_000))).toMatch(/^refused/);
  });

  test("that would grow beyond what an API server takes is refused", () => {
    expect(fill("${A}".repeat(1_000), { A: "x".repeat(10_000) })).toContain("larger than 4 MiB");
  });

  test("parts stand where they say", () => {
    const piece = fc.constantFrom(
      "${A}",
      "${A:=1Gi}",
      "${A:=${B:-x}}",
      "$",
      "$$",
      "}",
      "{",
      "text: ",
      "\n",
      "ä",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const template = parseTemplate(text);
        if (!template.ok) return;
        expect(template.value.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
      }),
    );
  });
});
