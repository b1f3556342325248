import fc from "fast-check";
import { expect, test } from "vitest";
import { type InstantSample, instant, type Window } from "../model/index.ts";
import { askedQuantiles, askQuantiles, readQuantiles } from "./quantile-questions.ts";

const day: Window = { from: instant(1_772_323_200_000), to: instant(1_772_409_600_000) };

function question() {
  const [cpu] = askQuantiles(["shop"], [day]);
  if (cpu === undefined) throw new Error("no question");
  return cpu;
}

/** What Prometheus answers for a series with these steps, by its own interpolation. */
function answerFor(pod: string, steps: readonly number[]): InstantSample[] {
  const sorted = [...steps].sort((one, other) => one - other);
  const at = (quantile: number) => {
    const rank = quantile * (sorted.length - 1);
    const [low, high] = [Math.floor(rank), Math.min(sorted.length - 1, Math.floor(rank) + 1)];
    return (sorted[low] ?? 0) * (1 - (rank - low)) + (sorted[high] ?? 0) * (rank - low);
  };
  const sample = (mark: string, value: number) => ({ labels: { pod, optpass_quantile: mark }, value });
  return [...askedQuantiles.map((one) => sample(`${one}`, at(one))), sample("count", sorted.length)];
}

test("a day has a question for CPU and one for memory, just before its end", () => {
  const questions = askQuantiles(['a"b'], [day, { from: day.to, to: instant(day.to + 86_400_000) }]);
  expect(questions.map(({ resource, at }) => [resource, at - day.from])).toEqual([
    ["cpu", 86_399_999],
    ["memory", 86_399_999],
    ["cpu", 2 * 86_400_000 - 1],
    ["memory", 2 * 86_400_000 - 1],
  ]);
  expect(questions[0]?.promql).toContain('namespace="a\\"b"');
  expect(questions[0]?.promql).toContain("[5m])[1d:5m])");
});

test("a steady series is one piece", () => {
  expect(readQuantiles(question(), answerFor("a", Array(288).fill(0.5)))).toEqual([
    {
      labels: { pod: "a" },
      resource: "cpu",
      day,
      seconds: 86_400,
      pieces: [{ value: 0.5, share: 1 }],
    },
  ]);
});

test("a series that was seen once is its value", () => {
  expect(readQuantiles(question(), answerFor("a", [3]))).toMatchObject([
    { seconds: 300, pieces: [{ value: 3, share: 1 }] },
  ]);
});

const value = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e12, noNaN: true }));
const steps = fc.array(value, { minLength: 1, maxLength: 288 });

test("whatever the steps: shares are the whole, values ascend, the maximum is exact", () => {
  fc.assert(
    fc.property(steps, (values) => {
      const [found] = readQuantiles(question(), answerFor("a", values));
      const pieces = found?.pieces ?? [];
      expect(pieces.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      for (const [index, { value }] of pieces.entries())
        expect(value).toBeGreaterThan(pieces[index - 1]?.value ?? -1);
      const max = values.reduce((most, value) => Math.max(most, value), 0);
      expect(pieces.at(-1)?.value).toBe(max);
      expect(found?.seconds).toBe(values.length * 300);
    }),
  );
});

test("between two knots no value leaves them", () => {
  fc.assert(
    fc.property(steps, (values) => {
      const sorted = [...values].sort((one, other) => one - other);
      const [found] = readQuantiles(question(), answerFor("a", values));
      let passed = 0;
      for (const { value, share } of found?.pieces ?? []) {
        // The steps that this piece stands for, and the knots around them.
        const last = Math.round((passed + share) * sorted.length) - 1;
        passed += share;
        const upper = askedQuantiles.find((one) => one * (sorted.length - 1) >= last - 1e-9) ?? 1;
        const highest = sorted[Math.ceil(upper * (sorted.length - 1))] ?? 0;
        expect(value).toBeLessThanOrEqual(highest * (1 + 1e-9));
      }
    }),
  );
});

test("series are told apart by their labels", () => {
  const answer = [...answerFor("a", [1, 2]), ...answerFor("b", [3])].reverse();
  const found = readQuantiles(question(), answer);
  expect(found.map(({ labels }) => labels["pod"]).sort()).toEqual(["a", "b"]);
});

const good = answerFor("a", [1, 2, 3, 4]);
const changed = (mark: string, value: number) =>
  good.map((sample) => (sample.labels["optpass_quantile"] === mark ? { ...sample, value } : sample));
test.each([
  ["no count", good.slice(0, -1)],
  ["no maximum", good.filter(({ labels }) => labels["optpass_quantile"] !== "1")],
  ["a count of more than a day", changed("count", 400)],
  ["half a step", changed("count", 3.5)],
  ["no step", changed("count", 0)],
  ["a negative value", changed("0.25", -1)],
  ["an infinity", changed("1", Number.POSITIVE_INFINITY)],
  ["quantiles that fall", changed("0.9", 0.5)],
  ["no mark", good.map(({ value }) => ({ labels: { pod: "a" }, value }))],
])("a series with %s is unknown", (_, answer) => {
  expect(readQuantiles(question(), answer)).toEqual([]);
});
