import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../../../test/support/properties/sweep.ts";
import { addMatchers } from "./add-matchers.ts";
import { explainPromqlError } from "./promql-error.ts";
import { matcher, selector } from "./selector.ts";
import { readSelectors } from "./syntax.ts";

const inEurope = [matcher("cluster", "=", "eu")];

function narrow(promql: string): string {
  const narrowed = addMatchers(promql, inEurope);
  return narrowed.ok ? narrowed.value : explainPromqlError(narrowed.error);
}

describe("addMatchers", () => {
  test.each([
    ["up", 'up{cluster="eu"}'],
    ["up{}", 'up{cluster="eu"}'],
    ['up{job="a"}', 'up{cluster="eu",job="a"}'],
    ['up{job="a",}', 'up{cluster="eu",job="a",}'],
    ["up{ # none\n}", 'up{cluster="eu" # none\n}'],
    ['up{ # } \n job="a"}', 'up{cluster="eu", # } \n job="a"}'],
    ["up # and a comment", 'up{cluster="eu"} # and a comment'],
    ['{__name__="up"}', '{cluster="eu",__name__="up"}'],
    ['{"http.requests","k8s.pod"="a"}', '{cluster="eu","http.requests","k8s.pod"="a"}'],
    ["sum by (job) (rate(a[5m] offset 1h))", 'sum by (job) (rate(a{cluster="eu"}[5m] offset 1h))'],
    ["a / on (job) group_left b", 'a{cluster="eu"} / on (job) group_left b{cluster="eu"}'],
    ["max_over_time(rate(a[5m])[1h:1m] @ end())", 'max_over_time(rate(a{cluster="eu"}[5m])[1h:1m] @ end())'],
    ['label_replace(a, "b", "{c}", "d", "(.*)")', 'label_replace(a{cluster="eu"}, "b", "{c}", "d", "(.*)")'],
    ['a{b="{} a"}', 'a{cluster="eu",b="{} a"}'],
    ["a{b=`\n}`}", 'a{cluster="eu",b=`\n}`}'],
    ["info(a)", 'info(a{cluster="eu"})'],
  ])("%s becomes %s", (promql, narrowed) => {
    expect(narrow(promql)).toBe(narrowed);
  });

  test("a matcher that is already there is not repeated", () => {
    expect(narrow('a{cluster="eu"} + b')).toBe('a{cluster="eu"} + b{cluster="eu"}');
  });

  test.each([
    ['a{cluster="us"}', 'The selector at 1:1 already says cluster="us", so it can never match cluster="eu".'],
    [
      "1 + a{cluster!='eu'}",
      'The selector at 1:5 already says cluster!="eu", so it can never match cluster="eu".',
    ],
    [
      'a{cluster=~"us|as"}',
      'The selector at 1:1 already says cluster=~"us|as", so it can never match cluster="eu".',
    ],
    [
      'a{cluster!~"eu|us"}',
      'The selector at 1:1 already says cluster!~"eu|us", so it can never match cluster="eu".',
    ],
    ["rate(a[5m]", "The expression is not PromQL at 1:11, where it ends."],
    ["a +\n  b{c}", 'The expression is not PromQL at 2:5 ("c}").'],
    ["rate(a[$__rate_interval])", 'The expression is not PromQL at 1:8 ("$__rate_interval])").'],
    ['a{b="c}', "The string at 1:5 is not terminated."],
    ['a{b="\\q"}', "The string at 1:5 holds the unknown escape \\q."],
    ['label_replace(a, "b', "The string at 1:18 is not terminated."],
    ["a or {}", "The selector at 1:6 matches every series; give it a metric name or a label value."],
    ['{job=""}', "The selector at 1:1 matches every series; give it a metric name or a label value."],
    ["vector(1)", "The expression selects no series, so there is nothing to narrow down."],
    [
      'info(a, {b="c"})',
      "The expression uses the label selector of info() at 1:9, which cannot be narrowed down safely.",
    ],
  ])("%s is refused: %s", (promql, sentence) => {
    expect(narrow(promql)).toBe(sentence);
  });

  test("patterns that may match are kept: the server applies both", () => {
    expect(narrow('a{cluster=~"e.*",cluster!~"us.*"}')).toBe(
      'a{cluster="eu",cluster=~"e.*",cluster!~"us.*"}',
    );
  });

  test("an expression without end is refused by its length, before it is parsed", () => {
    expect(narrow("a+".repeat(40_000))).toBe("The expression has 80000 characters; at most 65536 are read.");
  });

  test("after it, every selector of any expression carries the matcher, and no other text has changed", () => {
    const wanted = matcher("cluster", "=", 'e"u\\\n');
    fc.assert(
      fc.property(expression, (promql) => {
        const before = readSelectors(promql);
        const narrowed = addMatchers(promql, [wanted]);
        expect(before.ok && narrowed.ok).toBe(true);
        if (!before.ok || !narrowed.ok) return;

        const after = readSelectors(narrowed.value);
        expect(after.ok && after.value.map(({ matchers }) => matchers)).toEqual(
          before.value.map(({ matchers }) => [wanted, ...matchers]),
        );
        expect(without(narrowed.value)).toBe(without(promql));
      }),
      { numRuns: runs(300) },
    );
  });

  test("any text at all gives an answer, never an exception", () => {
    const noise = fc.array(
      fc.constantFrom("a", "{", "}", '"', "'", "`", "\\", "#", "\n", "(", ")", "=", ",", "[", "5m"),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          noise.map((parts) => parts.join("")),
        ),
        (text) => {
          expect(typeof addMatchers(text, inEurope).ok).toBe("boolean");
        },
      ),
      { numRuns: runs(500) },
    );
  });
});

/** What stays of a text without the matcher, and without the braces and comma that came with it. */
function without(promql: string): string {
  return promql.replaceAll(/\{?cluster="e\\"u\\\\\\n",?\}?|\{\}/g, "").replaceAll("{", "");
}

const label = fc.constantFrom("job", "pod", "k8s.pod");
const value = fc.constantFrom("a", "", "b}", "c{", '"', "#", "\\");
const simpleMatcher = fc
  .tuple(label, fc.constantFrom("=", "!=", "=~"), value)
  .map(([name, op, text]) => matcher(name, op, text));

const vectorSelector = fc
  .tuple(fc.constantFrom("up", "sum", "a:b", "http.requests"), fc.array(simpleMatcher, { maxLength: 3 }))
  .map(([metric, matchers]) => selector(metric, matchers));

const expression = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    vectorSelector,
    vectorSelector.map((text) => `rate(${text}[5m] offset -1h)`),
    tie("expression").map((text) => `sum by (job) (${text})`),
    tie("expression").map((text) => `-(${text}) # {comment\n`),
    tie("expression").map((text) => `max_over_time((${text})[1h:])`),
    fc.tuple(tie("expression"), tie("expression")).map(([left, right]) => `${left} / on (job) ${right}`),
  ),
})).expression;
