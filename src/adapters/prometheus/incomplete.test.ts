import { afterEach, expect, test } from "vitest";
import {
  type Answer,
  type FakeApi,
  startFakeApi,
  success,
} from "../../../test/support/prometheus/fake-api.ts";
import { instant } from "../../core/model/index.ts";
import { createPrometheusSource, type PrometheusSource, parsePrometheusUrl } from "./index.ts";

const now = instant(1_700_000_000_000);
const window = { from: now, to: instant(now + 60_000) };
const vector = { resultType: "vector", result: [{ metric: { pod: "a" }, value: [1_700_000_000, "1"] }] };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(
  ...answers: readonly [Answer, ...Answer[]]
): Promise<{ readonly api: FakeApi; readonly source: PrometheusSource }> {
  const api = await startFakeApi(...answers);
  const url = parsePrometheusUrl(api.url);
  if (!url.ok) throw new Error(url.error);
  const source = createPrometheusSource({ url: url.value, firstRetryMillis: 1 });
  cleanups.push(
    () => api.stop(),
    () => source.close(),
  );
  return { api, source };
}

test("an answer that is marked as partial is asked for once more and then fails", async () => {
  const { api, source } = await start(success(vector, { isPartial: true }));
  await expect(source.instant("up", now)).rejects.toMatchObject({
    name: "PortError",
    code: "incomplete",
    retryable: true,
    message: `Prometheus at ${api.url}: the answer is incomplete: it is marked as partial; part of the data is missing`,
  });
  expect(api.requests).toHaveLength(2);
});

test("a second answer that is whole is taken", async () => {
  const whole = success(vector, { isPartial: false });
  const { source } = await start(success(vector, { isPartial: true }), whole);
  expect(await source.instant("up", now)).toEqual([{ labels: { pod: "a" }, value: 1 }]);
  expect(source.warnings()).toEqual([]);
});

test.each([
  "receive series from Addr: thanos-store:10901 LabelSets: {} MinTime: 0 MaxTime: 1: rpc error: code = Unavailable",
  "failed to receive any data in 5s from Addr: sidecar:10901: context deadline exceeded",
  'fetch series for {cluster="a"} Addr: sidecar:10901: rpc error: code = Unavailable desc = connection closed',
  "dial tcp: lookup thanos-sidecar on 10.0.0.10:53: no such host",
  "fetch label values from store Addr: store:10901: EOF",
  "msg=returning partial response",
  "StoreAPI sidecar:10901 is unavailable",
  "remote_read: error sending request: Post http://b:9090/api/v1/read: dial tcp 10.0.0.7:9090: connect: connection refused",
  "Query result may contain partial data",
  "results truncated due to limit",
  "failed to fetch blocks (err-mimir-store-consistency-check-failed)",
])("a warning of missing data fails the question: %s", async (warning) => {
  const { api, source } = await start(success(vector, { warnings: ["PromQL warning: harmless", warning] }));
  await expect(source.instant("up", now)).rejects.toMatchObject({
    code: "incomplete",
    message: `Prometheus at ${api.url}: the answer is incomplete: ${warning}; part of the data is missing`,
  });
  expect(api.requests).toHaveLength(2);
});

test.each([
  'PromQL warning: bucket label "le" is missing or has a malformed value of "" for metric name "x"',
  'PromQL warning: encountered a mix of histograms and floats for metric name "rpc error partial response"',
  'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up" (1:6)',
  "No StoreAPIs matched for this query",
])("a warning about the question stays a warning: %s", async (warning) => {
  const { api, source } = await start(success(vector, { warnings: [warning] }));
  expect(await source.instant("up", now)).toHaveLength(1);
  expect(source.warnings()).toEqual([warning]);
  expect(api.requests).toHaveLength(1);
});

const everyQuestion: [string, unknown, (source: PrometheusSource) => Promise<unknown>][] = [
  [
    "a range",
    { resultType: "matrix", result: [] },
    (source) =>
      source
        .range({ promql: "up", window, stepSeconds: 60, expectedSeries: 1 })
        [Symbol.asyncIterator]()
        .next(),
  ],
  ["series", [{ pod: "a" }], (source) => source.series("up", window)],
  ["label values", ["a"], (source) => source.labelValues("pod", [], window)],
  ["the probe", { resultType: "scalar", result: [1, "1"] }, (source) => source.probe()],
];
test.each(everyQuestion)("%s in part is no answer either", async (_, data, ask) => {
  const { source } = await start(success(data, { isPartial: true }));
  await expect(ask(source)).rejects.toMatchObject({ code: "incomplete" });
});
