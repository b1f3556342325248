import nock from "nock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { instant } from "../../core/model/index.ts";
import { createPrometheusSource, type PrometheusOptions, parsePrometheusUrl } from "./index.ts";

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  nock.enableNetConnect();
});

const scalar = { status: "success", data: { resultType: "scalar", result: [1, "1"] } };

function sourceAt(address: string, options: Partial<PrometheusOptions> = {}) {
  const url = parsePrometheusUrl(address);
  if (!url.ok) throw new Error(url.error);
  return createPrometheusSource({ firstRetryMillis: 1, ...options, url: url.value });
}

test("Mimir below a path, with a tenant and a token: it says its own name", async () => {
  nock("https://mimir.example", {
    reqheaders: { "x-scope-orgid": "team-a", authorization: "Bearer abc", "accept-encoding": "gzip" },
  })
    .post("/prometheus/api/v1/query", { query: "1" })
    .reply(200, scalar)
    .get("/prometheus/api/v1/status/buildinfo")
    .reply(200, { status: "success", data: { application: "Grafana Mimir", version: "2.14.0" } });
  const source = sourceAt("https://mimir.example/prometheus", {
    auth: { kind: "bearer", token: "abc" },
    headers: { "X-Scope-OrgID": "team-a" },
  });
  expect(await source.probe()).toEqual({ product: "Grafana Mimir 2.14.0" });
});

test("a service without build info is a Prometheus-compatible API", async () => {
  nock("http://thanos.example").post("/api/v1/query").reply(200, scalar);
  nock("http://thanos.example").get("/api/v1/status/buildinfo").reply(404, "404 page not found");
  expect(await sourceAt("http://thanos.example").probe()).toEqual({ product: "a Prometheus-compatible API" });
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
  nock("http://vm.example").post("/api/v1/query").reply(200, scalar, header);
  nock("http://vm.example").get("/api/v1/status/buildinfo").reply(200, { status: "success", data }, header);
  expect(await sourceAt("http://vm.example").probe()).toEqual({ product });
});

test("build info that is open to all does not hide that queries are refused", async () => {
  nock("http://prometheus.example").post("/api/v1/query").reply(401, "");
  await expect(sourceAt("http://prometheus.example").probe()).rejects.toMatchObject({ code: "unauthorized" });
});

test.each([
  ["ENOTFOUND", "the host name prometheus.example does not exist"],
  ["CERT_HAS_EXPIRED", "its TLS certificate has expired"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its TLS certificate is not for prometheus.example"],
  ["EHOSTUNREACH", "there is no network route to prometheus.example:443"],
  ["EWHATEVER", "the connection failed (EWHATEVER)"],
])("a connection that fails with %s says: %s", async (code, sentence) => {
  const problem = Object.assign(new Error("low level"), { code });
  nock("https://prometheus.example").post("/api/v1/query").replyWithError(problem);
  await expect(sourceAt("https://prometheus.example").instant("up", instant(0))).rejects.toMatchObject({
    code: "unreachable",
    message: `Prometheus at https://prometheus.example is unreachable: ${sentence}`,
  });
});

test("a reset is tried again", async () => {
  const reset = Object.assign(new Error("low level"), { code: "ECONNRESET" });
  nock("https://prometheus.example").post("/api/v1/query").replyWithError(reset);
  nock("https://prometheus.example").post("/api/v1/query").reply(200, scalar);
  expect(await sourceAt("https://prometheus.example").instant("1", instant(0))).toEqual([
    { labels: {}, value: 1 },
  ]);
});

test("a range names its moments in seconds, from the start of the window to before its end", async () => {
  const matrix = { status: "success", data: { resultType: "matrix", result: [] } };
  const form = { query: "up", start: "1700000000.250", end: "1700000059.250", step: "0.5", timeout: "60" };
  nock("http://prometheus.example").post("/api/v1/query_range", form).reply(200, matrix);
  const window = { from: instant(1_700_000_000_250), to: instant(1_700_000_059_500) };
  const query = { promql: "up", window, stepSeconds: 0.5, expectedSeries: 1 };
  for await (const page of sourceAt("http://prometheus.example").range(query)) expect(page).toEqual([]);
});
