import { afterEach, expect, test } from "vitest";
import { type Answer, refusal, startFakeApi, success } from "../../../test/support/prometheus/fake-api.ts";
import { instant } from "../../core/model/index.ts";
import { createPrometheusSource, type PrometheusOptions, parsePrometheusUrl } from "./index.ts";

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const window = { from: instant(1_000_000), to: instant(1_064_000) };

/** A server with a pod every eight seconds, which tells of so many seconds at once. */
async function start(seconds: number, refuse: Answer, options: Partial<PrometheusOptions> = {}) {
  const api = await startFakeApi((response, request) => {
    const [from, to] = [Number(request.form.get("start")), Number(request.form.get("end"))];
    if (to - from > seconds) return refuse(response, request);
    const pods: number[] = [];
    for (let at = 1_000; at <= 1_064; at += 8) if (at >= from && at <= to) pods.push(at);
    const isSeries = request.path.endsWith("/series");
    return success(pods.map((pod) => (isSeries ? { pod: `${pod}`, a: "b" } : `${pod}`)))(response, request);
  });
  const url = parsePrometheusUrl(api.url);
  if (!url.ok) throw new Error(url.error);
  const source = createPrometheusSource({ firstRetryMillis: 1, ...options, url: url.value });
  cleanups.push(
    () => api.stop(),
    () => source.close(),
  );
  return { api, source };
}

const pods = Array.from({ length: 9 }, (_, index) => `${1_000 + 8 * index}`);
const heavy = refusal(422, "execution", "exceeded series limit: limit 10 violated");
const long: Answer = (response) => response.end(`{"status":"success","data":["${"x".repeat(3_000)}"]}`);
const slow: Answer = (response) => response.writeHead(504).end();

test.each([
  ["the server finds it too heavy", heavy],
  ["the answer is longer than allowed", long],
  ["a gateway gives up", slow],
])("series and label values are asked for in halves where %s, and each comes once", async (_, refuse) => {
  const { api, source } = await start(16, refuse, { maxResponseBytes: 2_000 });
  const series = await source.series("up", window);
  expect(series.map(({ pod }) => pod)).toEqual(pods);
  expect(api.requests).toHaveLength(7);
  expect(await source.labelValues("pod", ["up"], window)).toEqual(pods);
});

test("a server that bears nothing is believed after six halvings", async () => {
  const { api, source } = await start(0, heavy);
  await expect(source.series("up", window)).rejects.toMatchObject({ code: "too-heavy" });
  expect(api.requests).toHaveLength(7);
});
