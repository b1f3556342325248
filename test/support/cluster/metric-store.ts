import type { Labels } from "../../../src/core/model/index.ts";
import { LineWriter, type SeriesPrefix } from "../estate/open-metrics/line-writer.ts";
import { endOfText } from "../estate/open-metrics/render.ts";
import type { SampleSink } from "../estate/open-metrics/series-sink.ts";

/** One series as it was scraped. */
export interface StoredSeries {
  /** With `__name__`. */
  readonly labels: Labels;
  /** Unix milliseconds, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Samples in memory, which a source answers from and a real Prometheus can be filled with. */
export class MetricStore implements SampleSink {
  readonly #byMetric = new Map<string, Map<string, Appended>>();

  whole<T extends { readonly time: number }>(
    series: SeriesPrefix,
    items: readonly T[],
    value: (item: T) => number,
  ): void {
    const into = this.#at(series, items);
    for (const item of items) append(into, item.time, Math.round(value(item)));
  }

  decimal<T extends { readonly time: number }>(
    series: SeriesPrefix,
    items: readonly T[],
    value: (item: T) => number,
  ): void {
    const into = this.#at(series, items);
    for (const item of items) append(into, item.time, Math.round(value(item) * 1e6) / 1e6);
  }

  constant(series: SeriesPrefix, value: number, times: readonly number[]): void {
    const into = this.#at(series, times);
    for (const time of times) append(into, time, Math.round(value * 1e6) / 1e6);
  }

  /** Series of one metric, or of all. */
  series(metric: string | null): readonly StoredSeries[] {
    const stored = metric === null ? [...this.#byMetric.values()] : [this.#byMetric.get(metric)];
    return stored.flatMap((one) => (one === undefined ? [] : [...one.values()]));
  }

  /** All samples as OpenMetrics text, in pieces; they must be finite. */
  *openMetrics(): Iterable<string> {
    const writer = new LineWriter();
    for (const stored of this.#byMetric.values()) {
      for (const { prefix, times, values } of stored.values()) {
        times.forEach((time, i) => {
          writer.sample(prefix, (values[i] ?? 0) * 1e6, 6, time);
        });
        for (const chunk of writer.takeFull()) yield Buffer.from(chunk).toString("utf8");
      }
    }
    for (const chunk of writer.takeAll()) yield Buffer.from(chunk).toString("utf8");
    yield endOfText;
  }

  // A series without a sample is none.
  #at(prefix: SeriesPrefix, samples: readonly unknown[]): Appended {
    const text = Buffer.from(prefix).toString("utf8");
    const metric = text.slice(0, text.indexOf("{"));
    const known = this.#byMetric.get(metric) ?? new Map<string, Appended>();
    const series = known.get(text) ?? { prefix, labels: labelsIn(text), times: [], values: [] };
    if (samples.length === 0) return series;
    this.#byMetric.set(metric, known);
    known.set(text, series);
    return series;
  }
}

interface Appended extends StoredSeries {
  readonly prefix: SeriesPrefix;
  readonly times: number[];
  readonly values: number[];
}

function append(series: Appended, time: number, value: number): void {
  const last = series.times.at(-1);
  if (last !== undefined && last >= time)
    throw new RangeError(`${series.labels["__name__"]} goes back in time from ${last} to ${time}`);
  series.times.push(time);
  series.values.push(value);
}

/** Labels of `name{label="value",...} `, as `seriesPrefix` writes it. */
function labelsIn(prefix: string): Labels {
  const brace = prefix.indexOf("{");
  const pairs = [...prefix.slice(brace).matchAll(/([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)"/g)];
  const plain = (text: string): string =>
    text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
  return Object.fromEntries([
    ["__name__", prefix.slice(0, brace)],
    ...pairs.map(([, name = "", value = ""]) => [name, plain(value)]),
  ]);
}
