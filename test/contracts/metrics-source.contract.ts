import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instant, type Window } from "../../src/core/model/index.ts";
import type { MetricsSource, RangeQuery, RangeSeries } from "../../src/ports/metrics-source.ts";
import { PortError } from "../../src/ports/port-error.ts";

/** Unix seconds of the first sample that every implementation is given. */
const start = 1_700_000_000;
const step = 60;
const count = 300;

/** What a source under contract must hold: OpenMetrics text. */
export const contractSamples = `${[
  "# TYPE load gauge",
  ...times().map((time, index) => `load{pod="a",zone="eu"} ${index} ${time}`),
  // Ends early and holds a gap, a NaN and an infinity.
  ...times()
    .slice(0, 100)
    .filter((_, index) => index < 20 || index >= 40)
    .map((time) => `load{pod="b",zone="us"} ${time === start + 50 * step ? "NaN" : "+Inf"} ${time}`),
  "# EOF",
].join("\n")}\n`;

function times(): readonly number[] {
  return Array.from({ length: count }, (_, index) => start + index * step);
}

const whole: Window = { from: instant(start * 1000), to: instant((start + count * step) * 1000) };
const exactly = "last_over_time(load[30s])";

export interface SourceUnderContract {
  readonly source: MetricsSource;
  /** The same data, read with so small a limit of samples per request that a range takes many. */
  readonly sliced: MetricsSource;
  stop(): Promise<void>;
}

/** The behaviour that every MetricsSource has, whatever is behind it. */
export function describeMetricsSource(name: string, start: () => Promise<SourceUnderContract>): void {
  describe(`${name} as a metrics source`, () => {
    let under: SourceUnderContract;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under?.stop());

    test("a probe says what it is", async () => {
      expect((await under.source.probe()).product).not.toBe("");
    });
    instantBehaviour(() => under.source);
    rangeBehaviour(() => under);
    labelBehaviour(() => under.source);
    failureBehaviour(() => under.source);
  });
}

function instantBehaviour(source: () => MetricsSource): void {
  test("an instant gives one sample a series, with its labels", async () => {
    expect(await source().instant('load{pod="a"}', at(10))).toEqual([
      { labels: { __name__: "load", pod: "a", zone: "eu" }, value: 10 },
    ]);
  });

  test("an infinity is a value", async () => {
    expect(await source().instant('load{pod="b"}', at(0))).toMatchObject([
      { value: Number.POSITIVE_INFINITY },
    ]);
  });

  test("a NaN is no sample", async () => {
    expect(await source().instant('load{pod="b"}', at(50))).toEqual([]);
  });

  test("a scalar is a sample without labels", async () => {
    expect(await source().instant("1 + 1", at(0))).toEqual([{ labels: {}, value: 2 }]);
  });

  test("nothing matched is an empty answer", async () => {
    expect(await source().instant("no_such_metric", at(0))).toEqual([]);
  });
}

function rangeBehaviour(under: () => SourceUnderContract): void {
  const query: RangeQuery = { promql: exactly, window: whole, stepSeconds: step, expectedSeries: 2 };

  test("a range has every step from the start of the window to before its end", async () => {
    const series = await collect(under().source, { ...query, promql: 'load{pod="a"}' });
    expect(series.get("a")).toEqual(times().map((time, index) => [time, index]));
  });

  test("a NaN and a gap are left out of a range, infinities are kept", async () => {
    const series = await collect(under().source, query);
    const expected = times().filter((_, index) => index < 20 || (index >= 40 && index < 100 && index !== 50));
    expect(series.get("b")).toEqual(expected.map((time) => [time, Number.POSITIVE_INFINITY]));
  });

  test.each([1, 7, 60])(
    "slices of a range at a step of %i s neither double nor lose a sample",
    async (stepSeconds) => {
      const window = { from: whole.from, to: instant(whole.from + 3_001_000) };
      const fine = { ...query, promql: "load", window, stepSeconds };
      expect(await collect(under().sliced, fine)).toEqual(await collect(under().source, fine));
    },
  );

  test("a window without length has no steps", async () => {
    const nothing = { ...query, window: { from: whole.from, to: whole.from } };
    expect(await collect(under().source, nothing)).toEqual(new Map());
  });

  test("two windows that touch share no sample", async () => {
    const middle = instant(whole.from + 100 * step * 1000);
    const first = await collect(under().source, { ...query, window: { from: whole.from, to: middle } });
    const second = await collect(under().source, { ...query, window: { from: middle, to: whole.to } });
    expect([...(first.get("a") ?? []), ...(second.get("a") ?? [])]).toHaveLength(count);
  });
}

function labelBehaviour(source: () => MetricsSource): void {
  test("series gives the label sets that a selector matched in the window", async () => {
    expect(await source().series('load{zone=~"eu|as"}', whole)).toEqual([
      { __name__: "load", pod: "a", zone: "eu" },
    ]);
  });

  test("a series outside the window is not given", async () => {
    const before = { from: instant(0), to: instant(86_400_000) };
    expect(await source().series("load", before)).toEqual([]);
  });

  test("label values are those of the series that any of the selectors matched", async () => {
    expect(
      [...(await source().labelValues("pod", ['load{zone="eu"}', 'load{zone="us"}'], whole))].sort(),
    ).toEqual(["a", "b"]);
    expect(await source().labelValues("pod", ['load{zone="us"}'], whole)).toEqual(["b"]);
  });

  test("cost grows with what is asked", async () => {
    const before = source().cost();
    await source().instant("load", at(10));
    const after = source().cost();
    expect(after.queries).toBe(before.queries + 1);
    expect(after.samples).toBe(before.samples + 2);
    expect(after.bytes).toBeGreaterThan(before.bytes);
  });
}

function failureBehaviour(source: () => MetricsSource): void {
  test("a query that is not PromQL is rejected with the server's own words, in one line", async () => {
    const problem = await source()
      .instant("sum(", at(0))
      .catch((thrown: unknown) => thrown);
    expect(problem).toBeInstanceOf(PortError);
    expect(problem).toMatchObject({ code: "rejected", retryable: false });
    expect(String(problem)).toMatch(/parse error/);
    expect(String(problem)).not.toContain("\n");
  });

  test("a query that fails while it runs is rejected", async () => {
    const ambiguous = source().instant("load * on () load", at(10));
    await expect(ambiguous).rejects.toMatchObject({ code: "rejected" });
  });
}

function at(index: number) {
  return instant((start + index * step) * 1000);
}

/** All samples of a range by the label `pod`, over all pages. */
async function collect(
  source: MetricsSource,
  query: RangeQuery,
): Promise<Map<string, (readonly number[])[]>> {
  const all = new Map<string, (readonly number[])[]>();
  for await (const page of source.range(query)) {
    for (const series of page) {
      const pod = series.labels["pod"] ?? "";
      all.set(pod, [...(all.get(pod) ?? []), ...pairs(series)]);
    }
  }
  return all;
}

function pairs({ times, values }: RangeSeries): (readonly number[])[] {
  return Array.from(times, (time, index) => [time, values[index] ?? Number.NaN]);
}
