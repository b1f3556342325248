import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Answer,
  emptyVector,
  type FakeApi,
  refusal,
  reply,
  startFakeApi,
  success,
} from "../../../test/support/prometheus/fake-api.ts";
import { instant } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";
import { createPrometheusSource, type PrometheusOptions, parsePrometheusUrl } from "./index.ts";

const now = instant(1_700_000_000_000);
const one = success({ resultType: "vector", result: [{ metric: { a: "b" }, value: [1_700_000_000, "1"] }] });
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function sourceAt(address: string, options: Partial<PrometheusOptions> = {}) {
  const url = parsePrometheusUrl(address);
  if (!url.ok) throw new Error(url.error);
  const source = createPrometheusSource({ firstRetryMillis: 1, ...options, url: url.value });
  cleanups.push(() => source.close());
  return source;
}

async function fakeApi(...answers: readonly [Answer, ...Answer[]]): Promise<FakeApi> {
  const api = await startFakeApi(...answers);
  cleanups.push(() => api.stop());
  return api;
}

async function failureOf(work: Promise<unknown>): Promise<PortError> {
  const thrown = await work.then(
    () => new Error("nothing failed"),
    (problem: unknown) => problem,
  );
  if (!(thrown instanceof PortError)) throw thrown;
  expect(thrown.message).not.toContain("\n");
  return thrown;
}

/** Asks a server with these answers for one instant, and gives how it failed and how often it was asked. */
async function failing(answers: readonly [Answer, ...Answer[]], options: Partial<PrometheusOptions> = {}) {
  const api = await fakeApi(...answers);
  const problem = await failureOf(sourceAt(api.url, options).instant("up", now));
  const message = problem.message.replaceAll(api.url, "URL");
  return { code: problem.code, retryable: problem.retryable, message, requests: api.requests.length };
}

describe("what passes is tried again", () => {
  const reset: Answer = (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"status":"success","data":{');
    setTimeout(() => response.destroy(), 20);
  };
  test.each([
    ["429", reply(429, "slow down")],
    ["502", reply(502, "<html>bad gateway</html>")],
    ["503", reply(503, "starting")],
    ["504", reply(504, "slow")],
    ["a connection that breaks within the answer", reset],
    ["a connection that breaks before the answer", (response) => response.destroy()],
  ] satisfies [string, Answer][])("after %s the next answer is taken", async (_, answer) => {
    const api = await fakeApi(answer, answer, one);
    const source = sourceAt(api.url);
    expect(await source.instant("up", now)).toEqual([{ labels: { a: "b" }, value: 1 }]);
    expect(api.requests.map(({ form }) => form.get("query"))).toEqual(["up", "up", "up"]);
    expect(source.cost().queries).toBe(3);
  });

  test("a server that asks to wait is given the time", async () => {
    const api = await fakeApi(reply(503, "", { "retry-after": "1" }), one);
    const started = performance.now();
    await sourceAt(api.url).instant("up", now);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  });

  test("a server that asks for a longer pause than a pass can wait is asked once", async () => {
    expect(await failing([reply(429, "", { "retry-after": "31" })])).toEqual({
      code: "unreachable",
      retryable: true,
      message: "Prometheus at URL is busy (HTTP 429); it asks for a pause of 31 s",
      requests: 1,
    });
  });

  test("a server that stays unavailable is given up after four attempts", async () => {
    expect(await failing([reply(503, "")])).toEqual({
      code: "unreachable",
      retryable: true,
      message: "Prometheus at URL is not available (HTTP 503)",
      requests: 4,
    });
  });

  test("no attempt is made after the time for all of them", async () => {
    const slowly: Answer = (response) => setTimeout(() => reply(503, "")(response, undefined as never), 150);
    const { requests } = await failing([slowly], { timeoutSeconds: 0.2 });
    expect(requests).toBeLessThan(4);
  });
});

describe("what does not pass is said at once", () => {
  const html = "<!doctype html><title>Log in</title>";
  const cases: [string, Answer, string, string][] = [
    [
      "a query that is not PromQL",
      refusal(400, "bad_data", 'invalid parameter "query":\n1:5: parse error'),
      "rejected",
      'Prometheus at URL did not accept the request: invalid parameter "query": 1:5: parse error',
    ],
    [
      "a query over too many samples",
      refusal(
        422,
        "execution",
        "query processing would load too many samples into memory in query execution",
      ),
      "too-heavy",
      "Prometheus at URL found the query too heavy: query processing would load too many samples into memory in query execution",
    ],
    [
      "a query that the server gave up, which it reports as 503",
      refusal(503, "timeout", "query timed out in expression evaluation"),
      "too-heavy",
      "Prometheus at URL found the query too heavy: query timed out in expression evaluation",
    ],
    [
      "a range beyond a tenant's limit",
      refusal(
        422,
        "execution",
        "the query time range exceeds the limit (query length: 768h0m0s, limit: 720h0m0s)",
      ),
      "too-heavy",
      "Prometheus at URL found the query too heavy: the query time range exceeds the limit (query length: 768h0m0s, limit: 720h0m0s)",
    ],
    ["an error of the server", reply(500, "oops"), "unreachable", "Prometheus at URL failed (HTTP 500)"],
    [
      "a request without credentials",
      reply(401, ""),
      "unauthorized",
      "Prometheus at URL: it asks for credentials, and none were given (HTTP 401)",
    ],
    [
      "a page that is no API",
      reply(404, html),
      "not-found",
      "URL answers, but it is not a Prometheus HTTP API (HTTP 404, text/html)",
    ],
    [
      "a login page",
      reply(200, html),
      "bad-answer",
      "URL answers, but it is not a Prometheus HTTP API (HTTP 200, text/html)",
    ],
    [
      "the JSON of another API",
      reply(200, { status: "ok", hits: [] }),
      "bad-answer",
      "URL answers, but it is not a Prometheus HTTP API (HTTP 200, application/json)",
    ],
    [
      "an answer that is cut",
      reply(200, '{"status":"success","data":{"resultType":"vector","resu'),
      "bad-answer",
      "Prometheus at URL sent an answer that is cut off or malformed",
    ],
    [
      "an answer without data",
      reply(200, { status: "success" }),
      "bad-answer",
      "Prometheus at URL: the answer has a malformed data",
    ],
    [
      "a malformed value",
      success({ resultType: "vector", result: [{ metric: {}, value: [1, "x"] }] }),
      "bad-answer",
      "Prometheus at URL: the answer holds a malformed sample value",
    ],
    [
      "an expression without single values",
      success({ resultType: "matrix", result: [] }),
      "rejected",
      "Prometheus at URL: the expression gives a matrix, and not a value per series",
    ],
  ];
  test.each(cases)("%s", async (_, answer, code, message) => {
    // A 404 may be a proxy's answer to POST, so GET is tried.
    expect(await failing([answer])).toMatchObject({ code, message, requests: code === "not-found" ? 2 : 1 });
  });

  test.each([
    "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    "expanding series: the query hit the max number of series limit (limit: 100000 series)",
    "rpc error: code = ResourceExhausted desc = exceeded series limit: limit 12000 violated (got 12704)",
    "the query exceeded the maximum number of chunks (limit: 30 chunks) (err-mimir-max-chunks-per-query)",
    "cannot select more than -search.maxSamplesPerQuery=1000 samples; possible solutions: to increase it",
  ])("a limit in the words of another product: %s", async (words) => {
    expect(await failing([refusal(500, "internal", words)])).toMatchObject({
      code: "too-heavy",
      requests: 1,
    });
  });

  test("a server that is not there", async () => {
    const api = await startFakeApi(one);
    await api.stop();
    const { code, message } = await failureOf(sourceAt(api.url).instant("up", now));
    expect(code).toBe("unreachable");
    expect(message).toBe(
      `Prometheus at ${api.url} is unreachable: ${api.url.slice(7)} refused the connection`,
    );
  });
});

describe("bounds", () => {
  const drip: Answer = (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  };

  test("an answer that drips in is cut at the deadline, which covers the body", async () => {
    expect(await failing([drip], { timeoutSeconds: 0.2 })).toEqual({
      code: "timeout",
      retryable: true,
      message: "Prometheus at URL did not answer in 0.2 s",
      requests: 1,
    });
  });

  test("an answer without end is cut at the limit", async () => {
    let ended = false;
    const endless: Answer = (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!ended && response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      response.on("close", () => {
        ended = true;
      });
      more();
    };
    expect(await failing([endless], { maxResponseBytes: 1_000_000 })).toMatchObject({
      code: "too-heavy",
      message: "Prometheus at URL sent more than 1000000 bytes in one answer",
    });
    await expect.poll(() => ended).toBe(true);
  });

  test("a packed answer is measured unpacked", async () => {
    const bomb: Answer = (response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" });
      response.end(gzipSync(" ".repeat(10_000_000)));
    };
    const { code } = await failing([bomb], { maxResponseBytes: 1_000_000, gzip: "on" });
    expect(code).toBe("too-heavy");
  });

  test("no more requests are under way than allowed", async () => {
    let underWay = 0;
    let most = 0;
    const counted: Answer = (response, request) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        one(response, request);
      }, 10);
    };
    const api = await fakeApi(counted);
    const source = sourceAt(api.url, { concurrency: 3 });
    await Promise.all(Array.from({ length: 12 }, () => source.instant("up", now)));
    expect(most).toBe(3);
  });

  test("closing ends what is under way and what is asked later", async () => {
    const api = await fakeApi(drip);
    const source = sourceAt(api.url);
    const pending = failureOf(source.instant("up", now));
    await expect.poll(() => api.requests.length).toBe(1);
    await source.close();
    const message = `the connection to Prometheus at ${api.url} was closed by this program`;
    expect((await pending).message).toBe(message);
    expect((await failureOf(source.instant("up", now))).message).toBe(message);
  });
});

describe("secrets", () => {
  const token = "s3cret-token-value";
  const hard = "s3cret/+to ken=~*";

  test("a refused token is not printed, not even where the server repeats it", async () => {
    const answer = refusal(403, "forbidden", `token Bearer ${token} may not read`);
    expect(await failing([answer], { auth: { kind: "bearer", token } })).toMatchObject({
      code: "unauthorized",
      message:
        "Prometheus at URL: the credentials were refused (HTTP 403): token Bearer [secret] may not read",
    });
  });

  test("credentials in the address are sent as basic auth and never printed", async () => {
    const api = await fakeApi(reply(500, ""));
    const source = sourceAt(api.url.replace("//", "//me:p%40ss@"));
    const { message } = await failureOf(source.instant("up", now));
    expect(api.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
    expect(message).toBe(`Prometheus at ${api.url} failed (HTTP 500)`);
  });

  test("a token that comes back percent-encoded is not printed either", async () => {
    const answer = refusal(400, "bad_data", `cannot read /api/v1/query?token=${encodeURIComponent(hard)}`);
    const { message } = await failing([answer], { auth: { kind: "bearer", token: hard } });
    expect(message).toMatch(/\/api\/v1\/query\?token=\[secret\]$/);
  });

  test("a token that no header can carry is refused without printing it", () => {
    expect(() => sourceAt("http://127.0.0.1:1", { auth: { kind: "bearer", token: `${token}\nx` } })).toThrow(
      /^the Prometheus bearer token cannot be sent as an HTTP header$/,
    );
  });

  test("the line break at the end of a token's file does not matter", async () => {
    const api = await fakeApi(one);
    await sourceAt(api.url, { auth: { kind: "bearer", token: `${token}\n` } }).instant("up", now);
    expect(api.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
  });

  test("a redirect to another server is refused, and that server is not asked", async () => {
    const other = await fakeApi(one);
    const api = await fakeApi(reply(307, "", { location: `${other.url}/api/v1/query?token=x` }));
    const { code, message } = await failureOf(
      sourceAt(api.url, { auth: { kind: "bearer", token } }).instant("up", now),
    );
    expect(code).toBe("rejected");
    expect(message).toBe(
      `Prometheus at ${api.url} redirects to ${other.url}: give the address of the API itself`,
    );
    expect(other.requests).toEqual([]);
  });
});

describe("a gateway that gives up", () => {
  const slow = reply(504, "");
  const window = { from: now, to: instant(now + 640_000) };
  const range = { promql: "up", window, stepSeconds: 1, expectedSeries: 1 };
  async function read(source: ReturnType<typeof sourceAt>): Promise<void> {
    for await (const page of source.range(range)) expect(page).toEqual([]);
  }
  function stepsOf({ requests }: FakeApi): number[] {
    return requests.map(({ form }) => Number(form.get("end")) - Number(form.get("start")) + 1);
  }

  test("is asked for each length of a range once, and not four times", async () => {
    const api = await fakeApi(slow);
    expect(await failureOf(read(sourceAt(api.url)))).toMatchObject({ code: "timeout", retryable: true });
    expect(stepsOf(api)).toEqual([640, 320, 160, 80, 40, 20, 10]);
  });

  test("is asked for the length that it bore when the next range is read", async () => {
    const matrix = success({ resultType: "matrix", result: [] });
    const api = await fakeApi(slow, slow, matrix);
    const source = sourceAt(api.url, { maxSamplesPerQuery: 640 });
    await read(source);
    await read(source);
    expect(stepsOf(api)).toEqual([640, 320, 160, 160, 160, 160, 160, 160, 160, 160]);
  });
});

describe("servers that differ", () => {
  test("a redirect within the server is followed with the same request", async () => {
    const api = await fakeApi(reply(308, "", { location: "/prefix/api/v1/query" }), one);
    expect(await sourceAt(api.url).instant("up", now)).toHaveLength(1);
    expect(api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /api/v1/query",
      "POST /prefix/api/v1/query",
    ]);
    expect(api.requests[1]?.form.get("query")).toBe("up");
  });

  test("redirects in a circle end", async () => {
    const { code, requests } = await failing([reply(302, "", { location: "/again" })]);
    expect({ code, requests }).toEqual({ code: "rejected", requests: 4 });
  });

  test.each([
    [405, ""],
    [501, "not implemented"],
    [404, "not found"],
    [403, "forbidden"],
  ])("a proxy that refuses POST with %d is asked by GET, from then on", async (status, body) => {
    const readOnly: Answer = (response, request) =>
      (request.method === "POST" ? reply(status, body) : one)(response, request);
    const api = await fakeApi(readOnly);
    const source = sourceAt(api.url);
    await source.instant("up", now);
    await source.instant("down", now);
    expect(api.requests.map(({ method, form }) => `${method} ${form.get("query")}`)).toEqual([
      "POST up",
      "GET up",
      "GET down",
    ]);
  });

  test("a refusal that GET gets too is not about the method, and GET is not tried again", async () => {
    const api = await fakeApi(reply(403, ""));
    const source = sourceAt(api.url);
    for (const query of ["up", "down"])
      expect((await failureOf(source.instant(query, now))).code).toBe("unauthorized");
    expect(api.requests.map(({ method }) => method)).toEqual(["POST", "GET", "POST"]);
  });

  test("a busy server says nothing of the method: POST is tried first again", async () => {
    const api = await fakeApi(reply(404, ""), reply(503, ""), one);
    await sourceAt(api.url).instant("up", now);
    expect(api.requests.map(({ method }) => method)).toEqual(["POST", "GET", "POST"]);
  });

  test("where POST has worked, a refusal is a refusal", async () => {
    const api = await fakeApi(one, reply(403, ""));
    const source = sourceAt(api.url);
    await source.instant("up", now);
    await failureOf(source.instant("up", now));
    expect(api.requests.map(({ method }) => method)).toEqual(["POST", "POST"]);
  });

  test("the right answer under a wrong content type is taken", async () => {
    const body = JSON.stringify({ status: "success", data: { resultType: "vector", result: [] } });
    const api = await fakeApi(reply(200, body));
    expect(await sourceAt(api.url).instant("up", now)).toEqual([]);
  });

  test("warnings and infos are kept, each once and in one line", async () => {
    const api = await fakeApi(
      success(
        { resultType: "vector", result: [] },
        { warnings: ["PromQL warning: bucket\n label"], infos: ["not a counter"] },
      ),
    );
    const source = sourceAt(api.url);
    await source.instant("up", now);
    await source.instant("up", now);
    expect(source.warnings()).toEqual(["PromQL warning: bucket label", "not a counter"]);
  });

  test("a label that would lead elsewhere in the API is refused unasked", async () => {
    const api = await fakeApi(one);
    const work = sourceAt(api.url).labelValues("../admin", [], { from: now, to: now });
    expect((await failureOf(work)).message).toBe('"../admin" is not the name of a label');
    expect(api.requests).toEqual([]);
  });

  test("on loopback nothing is packed, unless it is wanted", async () => {
    const api = await fakeApi(emptyVector);
    await sourceAt(api.url).instant("up", now);
    await sourceAt(api.url, { gzip: "on" }).instant("up", now);
    expect(api.requests.map(({ headers }) => headers["accept-encoding"])).toEqual(["identity", "gzip"]);
  });

  test("the cost counts bytes as they came over the wire", async () => {
    const body = gzipSync(
      JSON.stringify({ status: "success", data: { resultType: "scalar", result: [1, "1"] } }),
    );
    const packed: Answer = (response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" });
      response.end(body);
    };
    const api = await fakeApi(packed);
    const source = sourceAt(api.url, { gzip: "on" });
    await source.instant("1", now);
    expect(source.cost()).toEqual({ queries: 1, samples: 1, bytes: body.length });
  });
});
