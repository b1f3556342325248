import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSelector } from "./parse-selector.ts";
import { anyOf, escapeRegex, matcher, selector } from "./selector.ts";

describe("selector", () => {
  test("a metric and matchers become one vector selector", () => {
    expect(selector("up", [matcher("job", "=", "api"), matcher("pod", "!~", "a|b")])).toBe(
      'up{job="api",pod!~"a|b"}',
    );
  });

  test("a metric without matchers needs no braces", () => {
    expect(selector("up", [])).toBe("up");
  });

  test("quotes, backslashes and line breaks in a value cannot end the string", () => {
    expect(selector("up", [matcher("path", "=", 'C:\\new"} or vector(1) #\n')])).toBe(
      'up{path="C:\\\\new\\"} or vector(1) #\\n"}',
    );
  });

  test.each(["http.requests", "nan", "Inf", "a-b", ""])(
    "the metric name %j, which PromQL would read as something else, is matched by label",
    (metric) => {
      expect(selector(metric, [])).toBe(`{__name__="${metric}"}`);
    },
  );

  test("a label name that is no identifier is quoted", () => {
    expect(selector("up", [matcher("k8s.pod", "=", "a")])).toBe('up{"k8s.pod"="a"}');
  });

  test("reading a selector gives the matchers that it was made of, whatever they hold", () => {
    const operator = fc.constantFrom("=", "!=", "=~", "!~");
    const anyMatcher = fc
      .tuple(fc.string({ unit: "binary", minLength: 1 }), operator, fc.string({ unit: "binary" }))
      .map(([label, op, value]) => matcher(label, op, value));
    fc.assert(
      fc.property(fc.array(anyMatcher), (matchers) => {
        expect(parseSelector(selector("up", matchers))).toEqual({
          ok: true,
          value: { metric: "up", matchers },
        });
      }),
    );
  });
});

describe("escapeRegex and anyOf", () => {
  test("every operator of RE2 is escaped", () => {
    expect(escapeRegex("a.b*c+d?e(f)g[h]i{j}k|l^m$n\\o")).toBe(
      "a\\.b\\*c\\+d\\?e\\(f\\)g\\[h\\]i\\{j\\}k\\|l\\^m\\$n\\\\o",
    );
  });

  test("several values become alternatives", () => {
    expect(anyOf(["api", "web.2"])).toBe("api|web\\.2");
  });

  test("no values match nothing, not even the empty text of a missing label", () => {
    expect(anyOf([])).not.toBe("");
    expect("").not.toMatch(new RegExp(`^(?:${anyOf([]).replace("\\x{10FFFF}", "\\u{10FFFF}")})$`, "u"));
  });
});
