import { expect, test } from "vitest";
import { parseSelector } from "./parse-selector.ts";
import { explainPromqlError } from "./promql-error.ts";

test.each([
  ['{cluster="eu"}', null, [{ label: "cluster", op: "=", value: "eu" }]],
  ["up", "up", []],
  ['{"http.requests"}', "http.requests", []],
  [
    "up{a!~'b',\n c=~`d`, } # why",
    "up",
    [
      { label: "a", op: "!~", value: "b" },
      { label: "c", op: "=~", value: "d" },
    ],
  ],
])("%s is a selector", (text, metric, matchers) => {
  expect(parseSelector(text)).toEqual({ ok: true, value: { metric, matchers } });
});

test.each([
  ['cluster="eu"', '"cluster="eu"" is not a selector: write it as {label="value"} or metric{label="value"}.'],
  ["", '"" is not a selector: write it as {label="value"} or metric{label="value"}.'],
  ["sum(up)", '"sum(up)" is not a selector: write it as {label="value"} or metric{label="value"}.'],
  ["up or down", '"up or down" is not a selector: write it as {label="value"} or metric{label="value"}.'],
  ["up[5m]", '"up[5m]" is not a selector: write it as {label="value"} or metric{label="value"}.'],
  ["{cluster=eu}", 'The expression is not PromQL at 1:10 ("eu}").'],
  ['{cluster="eu"', "The expression is not PromQL at 1:14, where it ends."],
  ['{cluster=""}', "The selector at 1:1 matches every series; give it a metric name or a label value."],
])("%s is refused: %s", (text, sentence) => {
  const parsed = parseSelector(text);
  expect(!parsed.ok && explainPromqlError(parsed.error)).toBe(sentence);
});
