import { afterEach, expect, test } from "vitest";
import {
  type Answer,
  type FakeApi,
  reply,
  startFakeApi,
} from "../../../../test/support/prometheus/fake-api.ts";
import { importLine } from "../../../../test/support/victoria-metrics/import-line.ts";
import { instant, type RangeSeries, type Window } from "../../../core/model/index.ts";
import type { RawQuery } from "../../../ports/metrics-source.ts";
import { PortError } from "../../../ports/port-error.ts";
import { PrometheusClient } from "../client.ts";
import type { PrometheusOptions } from "../options.ts";
import { parsePrometheusUrl } from "../prometheus-url.ts";
import { isRawSupported, readRaw } from "../raw-samples/index.ts";
import { victoriaExport } from "./index.ts";

const window: Window = { from: instant(1_000_000), to: instant(1_064_000) };
const query: RawQuery = { metric: "load", matchers: [], window };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(
  answers: readonly [Answer, ...Answer[]],
  options: Partial<PrometheusOptions> = {},
): Promise<{ api: FakeApi; client: PrometheusClient }> {
  const api = await startFakeApi(...answers);
  const url = parsePrometheusUrl(api.url);
  if (!url.ok) throw new Error(url.error);
  const client = new PrometheusClient({ firstRetryMillis: 1, ...options, url: url.value });
  cleanups.push(
    () => api.stop(),
    () => client.close(),
  );
  return { api, client };
}

const type = { "content-type": "application/stream+json; charset=utf-8" };

/** A line with a sample of a pod at each of these seconds after the start of the window. */
function line(pod: string, ...seconds: readonly number[]): string {
  return importLine(
    { __name__: "load", pod },
    seconds.map((second) => [window.from / 1000 + second, second]),
  );
}

function lines(...all: readonly string[]): Answer {
  return reply(200, all.map((one) => `${one}\n`).join(""), type);
}

/** Sends some lines, gives them time to be read, and goes on in this way. */
function thenAfter(all: readonly string[], goOn: (response: Parameters<Answer>[0]) => void): Answer {
  return (response) => {
    response.writeHead(200, type);
    response.write(all.map((one) => `${one}\n`).join(""));
    setTimeout(() => goOn(response), 30);
  };
}

async function pagesOf(client: PrometheusClient, asked = query): Promise<[string, ...number[]][][]> {
  const all: [string, ...number[]][][] = [];
  for await (const page of readRaw(client, victoriaExport, asked)) all.push(page.map(plain));
  return all;
}

function plain({ labels, times }: RangeSeries): [string, ...number[]] {
  return [labels["pod"] ?? "", ...Array.from(times, (time) => time - 1_000)];
}

async function failing(answers: readonly [Answer, ...Answer[]], options: Partial<PrometheusOptions> = {}) {
  const { api, client } = await start(answers, options);
  const thrown = await pagesOf(client).then(
    () => new Error("nothing failed"),
    (problem: unknown) => problem,
  );
  if (!(thrown instanceof PortError)) throw thrown;
  expect(thrown.message).not.toContain("\n");
  return {
    code: thrown.code,
    message: thrown.message.replaceAll(api.url, "URL"),
    requests: api.requests.length,
  };
}

test("a request says what is wanted: matchers, both ends included, bounded lines, and who asks", async () => {
  const { api, client } = await start([lines()], { auth: { kind: "bearer", token: "t0ken" } });
  const matchers = [
    { label: "namespace", op: "=", value: 'ü"\\' },
    { label: "pod", op: "!=", value: "" },
    { label: "image", op: "=~", value: "a.+" },
    { label: "container", op: "!~", value: "POD|" },
  ] as const;
  expect(await pagesOf(client, { metric: "load", matchers, window })).toEqual([]);
  const [request] = api.requests;
  expect(request).toMatchObject({ method: "POST", path: "/api/v1/export" });
  expect(request?.headers.authorization).toBe("Bearer t0ken");
  expect(Object.fromEntries(request?.form ?? [])).toEqual({
    "match[]": '{__name__="load",namespace="ü\\"\\\\",pod!="",image=~"a.+",container!~"POD|"}',
    start: "1000.000",
    end: "1063.999",
    max_rows_per_line: "10000",
  });
});

test("a series that is split over lines is one series, and the cost counts what came", async () => {
  const { client } = await start([lines(line("a", 1, 2), line("b", 1), line("a", 3), line("b", 2))]);
  expect(await pagesOf(client)).toEqual([
    [
      ["a", 1, 2, 3],
      ["b", 1, 2],
    ],
  ]);
  expect(client.cost()).toMatchObject({ queries: 1, samples: 5 });
});

test("blocks that come out of order are put in order, and one of each time stays", async () => {
  const { client } = await start([lines(line("a", 5, 6), line("b", 9), line("a", 2, 1, 2), line("a", 5, 4))]);
  expect(await pagesOf(client)).toEqual([
    [
      ["a", 1, 2, 4, 5, 6],
      ["b", 9],
    ],
  ]);
});

test("a series that goes back behind what was given out is a bad answer, for samples would be lost", async () => {
  const answer = lines(line("a", 5, 6), line("b", 1), line("a", 1, 2));
  expect(await failing([answer], { maxSamplesPerQuery: 2 })).toEqual({
    code: "bad-answer",
    message: "Prometheus at URL: the answer holds a series whose samples go back in time",
    requests: 1,
  });
});

test("samples outside the window, NaN and stale markers are left out, infinities are kept", async () => {
  const values = [
    [999, 1],
    [1_000, Number.NaN],
    [1_001, Number.POSITIVE_INFINITY],
    [1_063, 2],
    [1_064, 3],
  ] as const;
  const { client } = await start([lines(importLine({ pod: "a" }, values))]);
  expect(await pagesOf(client)).toEqual([[["a", 1, 63]]]);
});

test("pages hold about as many samples as the limit, and lines no more", async () => {
  const { api, client } = await start([lines(line("a", 1, 2), line("b", 1, 2), line("c", 1, 2))], {
    maxSamplesPerQuery: 3,
  });
  expect(await pagesOf(client)).toEqual([[["a", 1, 2]], [["b", 1, 2]], [["c", 1, 2]]]);
  expect(api.requests[0]?.form.get("max_rows_per_line")).toBe("3");
});

const all = [line("a", 1, 2), line("b", 1, 2), line("c", 1, 2)];

test("a connection that breaks on the way is made anew, and each sample comes once", async () => {
  const breaks = thenAfter(all.slice(0, 2), (response) => response.destroy());
  const { api, client } = await start([breaks, breaks, lines(...all)], { maxSamplesPerQuery: 3 });
  expect((await pagesOf(client)).flat()).toEqual([
    ["a", 1, 2],
    ["b", 1, 2],
    ["c", 1, 2],
  ]);
  expect(api.requests.length).toBe(3);
});

test("an answer that ends within a line is a bad answer", async () => {
  const cut = thenAfter(all.slice(0, 1), (response) => response.end('{"metric":{"pod":"b"},"values":[1'));
  expect(await failing([cut])).toEqual({
    code: "bad-answer",
    message: "Prometheus at URL: the answer is cut off within a line",
    requests: 1,
  });
});

test.each([
  ["in words", "cannot read block: unexpected EOF\n"],
  ["in words without an end", "cannot read block: unexpected EOF"],
  ["as JSON", '{"status":"error","errorType":"500","error":"cannot read block: unexpected EOF"}\n'],
])("a server that stops with a reason %s is asked again, and then believed", async (_, said) => {
  const stops = thenAfter(all.slice(0, 1), (response) => response.end(said));
  expect(await failing([stops])).toEqual({
    code: "unreachable",
    message: "Prometheus at URL stopped within its answer: cannot read block: unexpected EOF",
    requests: 4,
  });
});

/** A server with a sample every second that bears so many seconds at once. */
function bearing(seconds: number, refuse: Answer): Answer {
  return (response, request) => {
    const start = Number(request.form.get("start"));
    const end = Number(request.form.get("end"));
    const length = Math.round(end + 0.001 - start);
    if (length > seconds) return refuse(response, request);
    const first = start - window.from / 1000;
    return lines(line("a", ...Array.from({ length }, (_, index) => first + index)))(response, request);
  };
}

const everySecond = Array.from({ length: 64 }, (_, index) => index);

test.each([
  [
    "refuses with its limit",
    reply(
      400,
      'remoteAddr: "10.0.0.1:1"; requestURI: /api/v1/export; cannot fetch data: the number of matching timeseries exceeds -search.maxExportSeries=10',
      { "content-type": "text/plain; charset=utf-8" },
    ),
  ],
  ["gives up on the way", thenAfter(all.slice(0, 1), (response) => response.end("request timed out\n"))],
  ["sends a line beyond the limit of bytes", reply(200, "x".repeat(20_000), type)],
])("a read is asked for in halves where the server %s", async (_, refuse) => {
  const { client } = await start([bearing(16, refuse)], { maxResponseBytes: 10_000 });
  const pages = await pagesOf(client);
  expect(
    pages
      .flat()
      .filter(([pod]) => pod === "a")
      .flatMap(([, ...times]) => times)
      .sort((one, other) => one - other),
  ).toEqual(everySecond);
});

test("what a refusal says first, the whole request, is left out", async () => {
  const said =
    'remoteAddr: "127.0.0.1:38954", X-Forwarded-For: "10.0.0.1"; requestURI: /api/v1/export?match%5B%5D=x; missing closing )\n';
  expect(await failing([reply(400, said, { "content-type": "text/plain" })])).toEqual({
    code: "rejected",
    message: "Prometheus at URL did not accept the request: missing closing )",
    requests: 1,
  });
});

const plainText = { "content-type": "text/plain; charset=utf-8" };
test.each([
  [
    "nothing at the address",
    reply(404, "404 page not found", plainText),
    "has no export of VictoriaMetrics (HTTP 404)",
  ],
  ["a proxy without that route", reply(400, "missing route for /api/v1/export", plainText), "missing route"],
  ["no permission", reply(403, "", plainText), "it asks for credentials, and none were given (HTTP 403)"],
  ["a page", reply(200, "<!doctype html>"), "it is not a Prometheus HTTP API (HTTP 200, text/html)"],
  [
    "another API's JSON",
    reply(200, { status: "ok" }),
    "not a Prometheus HTTP API (HTTP 200, application/json)",
  ],
])("%s in answer to a probe means that there is no export", async (_, answer, reason) => {
  const { api, client } = await start([answer]);
  const support = await isRawSupported(client, victoriaExport, window.to);
  expect(support).toMatchObject({ isSupported: false, reason: expect.stringContaining(reason) });
  expect(api.requests.length).toBe(1);
});

test("a probe exports one minute of up, of which there may be none", async () => {
  const { api, client } = await start([lines()]);
  expect(await isRawSupported(client, victoriaExport, window.to)).toEqual({ isSupported: true });
  expect(api.requests[0]?.form.get("match[]")).toBe('{__name__="up"}');
  expect(api.requests[0]?.form.get("start")).toBe("1004.000");
});

test("two reads at once, where one request is allowed, come one after the other", async () => {
  let underWay = 0;
  let most = 0;
  const slowly: Answer = (response) => {
    underWay += 1;
    most = Math.max(most, underWay);
    response.on("close", () => {
      underWay -= 1;
    });
    thenAfter(all, (rest) => rest.end())(response, undefined as never);
  };
  const { client } = await start([slowly], { concurrency: 1, maxSamplesPerQuery: 3, timeoutSeconds: 2 });
  const both = await Promise.all([pagesOf(client), pagesOf(client)]);
  expect(both.map((pages) => pages.flat().length)).toEqual([3, 3]);
  expect(most).toBe(1);
});
