import { afterEach, expect, test } from "vitest";
import { type Answer, type FakeApi, reply, startFakeApi } from "../../../test/support/prometheus/fake-api.ts";
import { instant } from "../../core/model/index.ts";
import { createPrometheusSource, type PrometheusOptions, parsePrometheusUrl } from "./index.ts";

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const scalar = { status: "success", data: { resultType: "scalar", result: [1, "1"] } };

async function fakeApi(...answers: readonly [Answer, ...Answer[]]): Promise<FakeApi> {
  const api = await startFakeApi(...answers);
  cleanups.push(() => api.stop());
  return api;
}

function sourceAt(address: string, options: Partial<PrometheusOptions> = {}) {
  const url = parsePrometheusUrl(address);
  if (!url.ok) throw new Error(url.error);
  const source = createPrometheusSource({ firstRetryMillis: 1, ...options, url: url.value });
  cleanups.push(() => source.close());
  return source;
}

function asked({ requests }: FakeApi): readonly string[] {
  return requests.map(({ method, path, form }) => [method, path, form].join(" ").trimEnd());
}

test("Mimir below a path, with a tenant and a token: it says its own name", async () => {
  const info = { status: "success", data: { application: "Grafana Mimir", version: "2.14.0" } };
  const api = await fakeApi(reply(200, scalar), reply(200, info));
  const source = sourceAt(`${api.url}/prometheus`, {
    auth: { kind: "bearer", token: "abc" },
    headers: { "X-Scope-OrgID": "team-a" },
  });
  expect(await source.probe()).toEqual({ product: "Grafana Mimir 2.14.0" });
  expect(asked(api)).toEqual([
    "POST /prometheus/api/v1/query query=1",
    "GET /prometheus/api/v1/status/buildinfo",
  ]);
  for (const { headers } of api.requests)
    expect(headers).toMatchObject({ "x-scope-orgid": "team-a", authorization: "Bearer abc" });
});

test("a service without build info is a Prometheus-compatible API", async () => {
  const api = await fakeApi(reply(200, scalar), reply(404, "404 page not found"));
  expect(await sourceAt(api.url).probe()).toEqual({ product: "a Prometheus-compatible API" });
});

test.each([
  ["VictoriaMetrics, which tells nothing of itself", {}, "VictoriaMetrics"],
  [
    "VictoriaMetrics, as which version of Prometheus it wants to pass",
    { version: "2.24.0" },
    "VictoriaMetrics",
  ],
  ["a Prometheus behind vmauth", { version: "3.5.0", revision: "8be3a94" }, "Prometheus 3.5.0"],
])("the header of VictoriaMetrics and build info tell apart %s", async (_, data, product) => {
  const header = { "X-Server-Hostname": "vm-0" };
  const api = await fakeApi(reply(200, scalar, header), reply(200, { status: "success", data }, header));
  expect(await sourceAt(api.url).probe()).toEqual({ product });
});

test("build info that is open to all does not hide that queries are refused", async () => {
  const api = await fakeApi(reply(401, ""));
  await expect(sourceAt(api.url).probe()).rejects.toMatchObject({ code: "unauthorized" });
});

test("a range names its moments in seconds, from the start of the window to before its end", async () => {
  const matrix = { status: "success", data: { resultType: "matrix", result: [] } };
  const api = await fakeApi(reply(200, matrix));
  const window = { from: instant(1_700_000_000_250), to: instant(1_700_000_059_500) };
  const query = { promql: "up", window, stepSeconds: 0.5, expectedSeries: 1 };
  for await (const page of sourceAt(api.url).range(query)) expect(page).toEqual([]);
  expect(asked(api)).toEqual([
    "POST /api/v1/query_range query=up&start=1700000000.250&end=1700000059.250&step=0.5&timeout=60",
  ]);
});
