import fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, test } from "vitest";
import { runs } from "../../../test/support/properties/sweep.ts";
import { anyGlob, glob, globProblem } from "./glob.ts";

describe("a pattern", () => {
  test.each([
    ["apps/*.yaml", "apps/api.yaml", true],
    ["apps/*.yaml", "apps/eu/api.yaml", false],
    ["apps/**", "apps/eu/api.yaml", true],
    ["**/values.yaml", "values.yaml", true],
    ["**/values.yaml", "charts/api/values.yaml", true],
    ["clusters/{eu,us}-*/**", "clusters/us-1/app.yaml", true],
    ["clusters/{eu,us}-*/**", "clusters/asia-1/app.yaml", false],
    ["batch-?", "batch-1", true],
    ["batch-?", "batch-12", false],
    ["**", ".github/optpass.yml", true],
    ["API", "api", false],
  ])("%s of %s: %s", (pattern, text, expected) => {
    expect(glob(pattern)(text)).toBe(expected);
  });

  // Where both have a meaning: picomatch gives stars beside dots and slashes at the end meanings of its own.
  test("means what it means to picomatch", () => {
    const part = fc.array(fc.constantFrom("a", "b", "-", "*", "?", "{a,b}"), { minLength: 1, maxLength: 5 });
    const pattern = fc
      .array(
        fc.oneof(
          fc.constant("**"),
          part.map((pieces) => pieces.join("")),
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => parts.join("/"))
      .filter((one) => globProblem(one) === null && !/\/\*\*$/.test(one));
    const text = fc
      .array(fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 5 }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.join("/"));

    fc.assert(
      fc.property(pattern, text, (one, other) => {
        expect(glob(one)(other)).toBe(picomatch.isMatch(other, one, { dot: true }));
      }),
      { numRuns: runs(2000) },
    );
  });

  test("that would keep a regular expression busy for minutes is matched at once", () => {
    const pattern = `**/${"*a".repeat(60)}b/**/${"*a".repeat(30)}b`;
    const started = performance.now();

    expect(globProblem(pattern)).toBeNull();
    expect(glob(pattern)(`${"a".repeat(4000)}/${"a/".repeat(1000)}`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test.each([
    "/etc/*",
    "../x",
    "a/../b",
    "a//b",
    "a[b]",
    "@(a|b)",
    "{a",
    "{a,{b}}",
    "a**",
    "",
    "x".repeat(201),
  ])("%s is refused", (pattern) => {
    expect(globProblem(pattern)).not.toBeNull();
  });

  test("braces that multiply each other are refused", () => {
    expect(globProblem("{a,b}{a,b}{a,b}{a,b}{a,b}")).toBeNull();
    expect(globProblem("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}")).toMatch(/32 patterns/);
  });
});

describe("a list of patterns", () => {
  test("matches what one of them does and none behind a ! does", () => {
    const matches = anyGlob(["batch-*", "!batch-critical"]);

    expect(["batch-1", "batch-critical", "web"].map(matches)).toEqual([true, false, false]);
  });

  test("of exclusions only matches everything else", () => {
    expect(["web", "production"].map(anyGlob(["!production"]))).toEqual([true, false]);
  });

  test("without any matches nothing", () => {
    expect(anyGlob([])("web")).toBe(false);
  });
});
