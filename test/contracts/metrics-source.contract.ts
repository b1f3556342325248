import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instant, type Window } from "../../src/core/model/index.ts";
import type {
  MetricsSource,
  RangeQuery,
  RangeSeries,
  RawQuery,
  Transport,
} from "../../src/ports/metrics-source.ts";
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
  /** How it hands out usage. */
  readonly transport: Transport;
  stop(): Promise<void>;
}

/** The behaviour that every MetricsSource has, whatever is behind it. */
export function describeMetricsSource(name: string, start: () => Promise<SourceUnderContract>): void {
  describe(`${name} as a metrics source`, () => {
    let under: SourceUnderContract;
    beforeAll(async () => {
      under = await start();
      // As every pass begins.
      await under.sliced.probe();
    });
    afterAll(() => under?.stop());

    test("a probe says what it is", async () => {
      expect((await under.source.probe()).product).not.toBe("");
    });
    instantBehaviour(() => under.source);
    rangeBehaviour(() => under);
    rawBehaviour(() => under);
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
    // With a window of its own: how far a bare selector looks back differs between products.
    expect(await source().instant('last_over_time(load{pod="b"}[30s])', at(50))).toEqual([]);
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
      const fine = { ...query, promql: "last_over_time(load[5m])", window, stepSeconds };
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

function rawBehaviour(under: () => SourceUnderContract): void {
  const query: RawQuery = { metric: "load", matchers: [], window: whole };

  test("it says which transport it has, and asks again at any time", async () => {
    expect(await under().source.transport(whole.to)).toBe(under().transport);
    expect(await under().source.transport(at(10))).toBe(under().transport);
  });

  test("raw samples are those that were scraped, without NaN, or it says that there are none", async () => {
    if (under().transport === "range") {
      await expect(collectRaw(under().source, query)).rejects.toMatchObject({ code: "rejected" });
      return;
    }
    const series = await collectRaw(under().source, query);
    expect(series.get("a")).toEqual(times().map((time, index) => [time, index]));
    const expected = times().filter((_, index) => index < 20 || (index >= 40 && index < 100 && index !== 50));
    expect(series.get("b")).toEqual(expected.map((time) => [time, Number.POSITIVE_INFINITY]));
    expect(series.size).toBe(2);
  });

  test("raw samples are the same in small pages, and in windows that touch", async () => {
    if (under().transport === "range") return;
    const expected = await collectRaw(under().source, query);
    expect(await collectRaw(under().sliced, query)).toEqual(expected);
    const middle = at(60);
    const first = await collectRaw(under().source, { ...query, window: { from: whole.from, to: middle } });
    const second = await collectRaw(under().source, { ...query, window: { from: middle, to: whole.to } });
    for (const [pod, samples] of expected)
      expect([...(first.get(pod) ?? []), ...(second.get(pod) ?? [])]).toEqual(samples);
  });

  test("matchers narrow raw samples", async () => {
    if (under().transport === "range") return;
    const matchers = [
      { label: "zone", op: "=~", value: "eu|us" },
      { label: "pod", op: "!=", value: "a" },
    ] as const;
    expect([...(await collectRaw(under().source, { ...query, matchers })).keys()]).toEqual(["b"]);
  });

  test("no raw samples are no pages", async () => {
    if (under().transport === "range") return;
    const nothing = { ...query, metric: "no_such_metric" };
    for await (const page of under().source.raw(nothing)) expect(page).toBe("nothing");
  });
}

function labelBehaviour(source: () => MetricsSource): void {
  test("series gives the label sets that a selector matched in the window", async () => {
    expect(await source().series('load{zone=~"eu|as"}', whole)).toEqual([
      { __name__: "load", pod: "a", zone: "eu" },
    ]);
  });

  test("a series outside the window is not given", async () => {
    const day = 86_400_000;
    const before = { from: instant(whole.from - 10 * day), to: instant(whole.from - 9 * day) };
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
    expect(String(problem)).toMatch(/parse error|unexpected token/);
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
function collect(source: MetricsSource, query: RangeQuery): Promise<Samples> {
  return samplesIn(source.range(query));
}

function collectRaw(source: MetricsSource, query: RawQuery): Promise<Samples> {
  return samplesIn(source.raw(query));
}

type Samples = Map<string, (readonly number[])[]>;

async function samplesIn(pages: AsyncIterable<readonly RangeSeries[]>): Promise<Samples> {
  const all: Samples = new Map();
  for await (const page of pages) {
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
