import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  createPrometheusSource,
  type PrometheusSource,
  parsePrometheusUrl,
} from "../../src/adapters/prometheus/index.ts";
import { duration, instant, parseInstant, type Window } from "../../src/core/model/index.ts";
import {
  askQuantiles,
  type DayPieces,
  type QuantileQuestion,
  readQuantiles,
} from "../../src/core/telemetry/quantile-questions.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";

const { prometheus, promtool } = inject("tools");
const stepSeconds = 300;

describe.skipIf(prometheus === null || promtool === null)("quantiles of days from a real Prometheus", () => {
  let shop: Shop;
  let source: PrometheusSource;
  let days: Window[];

  beforeAll(async () => {
    shop = await startShop();
    const url = parsePrometheusUrl(shop.url);
    if (!url.ok) throw new Error(url.error);
    source = createPrometheusSource({ url: url.value });
    const day = duration(1, "d");
    const end = Math.floor((parseInstant(shop.at) ?? 0) / day) * day;
    days = [3, 2, 1].map((ago) => ({ from: instant(end - ago * day), to: instant(end - (ago - 1) * day) }));
  }, 300_000);
  afterAll(async () => {
    await source?.close();
    await shop?.stop();
  });

  /** Every step of the question's day, by pod, container and restart, ascending. */
  async function stepsOf(
    { resource, day }: QuantileQuestion,
    namespace: string,
  ): Promise<Map<string, number[]>> {
    const matchers = `{namespace="${namespace}",container!="",container!="POD"}`;
    const promql =
      resource === "cpu"
        ? `rate(container_cpu_usage_seconds_total${matchers}[5m])`
        : `max_over_time(container_memory_working_set_bytes${matchers}[5m])`;
    const all = new Map<string, number[]>();
    for await (const page of source.range({ promql, window: day, stepSeconds, expectedSeries: 100 }))
      for (const { labels, values } of page)
        all.set(keyOf(labels), [...(all.get(keyOf(labels)) ?? []), ...values]);
    for (const values of all.values()) values.sort((one, other) => one - other);
    return all;
  }

  function keyOf(labels: DayPieces["labels"]): string {
    return ["pod", "container", "id", "job"].map((name) => labels[name] ?? "").join(" ");
  }

  /** The value that pieces give for a rank. */
  function valueAt({ pieces }: DayPieces, rank: number, count: number): number {
    let passed = 0;
    for (const { value, share } of pieces) {
      passed += share * count;
      if (rank < Math.round(passed)) return value;
    }
    return Number.NaN;
  }

  test.each(["payments", "shop-production"])(
    "agree with the steps of the same days in %s",
    async (namespace) => {
      let seriesDays = 0;
      let close = 0;
      for (const question of askQuantiles([namespace], days)) {
        const steps = await stepsOf(question, namespace);
        const found = readQuantiles(question, await source.instant(question.promql, question.at));

        expect(found.map(({ labels }) => keyOf(labels)).sort()).toEqual([...steps.keys()].sort());
        for (const one of found) {
          const values = steps.get(keyOf(one.labels)) ?? [];
          expect(one.seconds).toBe(values.length * stepSeconds);
          expect(one.pieces.at(-1)?.value).toBe(values.at(-1));
          const upper = values.map((value, rank) => [value, valueAt(one, rank, values.length)] as const);
          const worst = upper
            .slice(Math.ceil(values.length / 2))
            .reduce(
              (most, [value, rebuilt]) => Math.max(most, Math.abs(rebuilt / Math.max(value, 1e-3) - 1)),
              0,
            );
          seriesDays += 1;
          if (worst <= 0.1) close += 1;
        }
      }
      expect(seriesDays).toBeGreaterThan(20);
      expect(close / seriesDays).toBeGreaterThan(0.8);
    },
  );
});
