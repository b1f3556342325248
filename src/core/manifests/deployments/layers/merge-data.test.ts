import { expect, test } from "vitest";
import { loadData } from "../../data.ts";
import { mergeData } from "./merge-data.ts";

// The table of RFC 7396, appendix A.
test.each([
  ["{a: b}", "{a: c}", "{a: c}"],
  ["{a: b}", "{b: c}", "{a: b, b: c}"],
  ["{a: b}", "{a: null}", "{}"],
  ["{a: b, b: c}", "{a: null}", "{b: c}"],
  ["{a: [b]}", "{a: c}", "{a: c}"],
  ["{a: c}", "{a: [b]}", "{a: [b]}"],
  ["{a: {b: c}}", "{a: {b: d, c: null}}", "{a: {b: d}}"],
  ["{a: [{b: c}]}", "{a: [1]}", "{a: [1]}"],
  ["[a, b]", "[c, d]", "[c, d]"],
  ["{a: b}", "[c]", "[c]"],
  ["{a: foo}", "null", "null"],
  ["{e: null}", "{a: 1}", "{e: null, a: 1}"],
  ["[1, 2]", "{a: b, c: null}", "{a: b}"],
  ["{}", "{a: {bb: {ccc: null}}}", "{a: {bb: {}}}"],
])("%s patched with %s is %s", (base, patch, expected) => {
  const [from, by, to] = [base, patch, expected].map((text) => {
    const loaded = loadData(text);
    return loaded.ok ? loaded.value[0] : undefined;
  });

  expect(mergeData(from, by)).toEqual(to);
});
