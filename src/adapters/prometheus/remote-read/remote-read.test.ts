import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { staleMarker } from "../../../../test/support/prometheus/encode-xor-chunk.ts";
import {
  type FakeRemoteRead,
  frameOf,
  messageOf,
  type ReadAnswer,
  type SeriesPart,
  startFakeRemoteRead,
  streamed,
  streamOf,
  xorPart,
} from "../../../../test/support/prometheus/fake-remote-read.ts";
import { threadedDecoder } from "../../../../test/support/prometheus/threaded-decoder.ts";
import { instant, type RangeSeries, type Window } from "../../../core/model/index.ts";
import type { RawQuery } from "../../../ports/metrics-source.ts";
import { PortError } from "../../../ports/port-error.ts";
import { PrometheusClient } from "../client.ts";
import type { PrometheusOptions } from "../options.ts";
import { parsePrometheusUrl } from "../prometheus-url.ts";
import { isRawSupported, readRaw } from "../raw-samples/index.ts";
import { Decoder, remoteRead } from "./index.ts";

const window: Window = { from: instant(1_000_000), to: instant(1_064_000) };
const query: RawQuery = { metric: "load", matchers: [], window };
let decoder: Decoder;
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(
  answers: readonly [ReadAnswer, ...ReadAnswer[]],
  options: Partial<PrometheusOptions> = {},
): Promise<{ api: FakeRemoteRead; client: PrometheusClient }> {
  const api = await startFakeRemoteRead(...answers);
  const url = parsePrometheusUrl(api.url);
  if (!url.ok) throw new Error(url.error);
  const client = new PrometheusClient({ firstRetryMillis: 1, ...options, url: url.value });
  cleanups.push(
    () => api.stop(),
    () => client.close(),
  );
  return { api, client };
}

/** Samples of a series at each of these seconds after the start of the window. */
function part(pod: string, ...seconds: readonly number[]) {
  return xorPart(
    { pod },
    seconds.map((second) => ({ time: window.from + second * 1000, value: second })),
  );
}

function frame(...parts: readonly SeriesPart[]): Uint8Array {
  return frameOf(messageOf(...parts));
}

async function pagesOf(pages: AsyncIterable<readonly RangeSeries[]>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const page of pages)
    all.push(page.map(({ labels, times }) => [labels["pod"], ...times.map((time) => time - 1_000)]));
  return all;
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

/** Reads from a server with these answers, and gives how that failed and how often it was asked. */
async function failing(answers: readonly [ReadAnswer, ...ReadAnswer[]], options = {}) {
  const { api, client } = await start(answers, options);
  const { code, message } = await failureOf(pagesOf(readRaw(client, remoteRead(decoder), query)));
  return { code, message: message.replaceAll(api.url, "URL"), requests: api.reads.length };
}

function text(status: number, body: string, contentType = "text/plain; charset=utf-8"): ReadAnswer {
  return (response) => {
    response.writeHead(status, { "content-type": contentType });
    response.end(body);
  };
}

const all = [frame(part("a", 1, 2)), frame(part("b", 1, 2)), frame(part("c", 1, 2))];

describe.each([
  ["in this thread", async () => new Decoder()],
  ["in a thread of its own", () => threadedDecoder()],
])("decoded %s", (_, startDecoder) => {
  beforeAll(async () => {
    decoder = await startDecoder();
  });
  afterAll(() => decoder.close());

  test("a request says what is wanted: metric, matchers, both ends included, chunks only", async () => {
    const { api, client } = await start([streamOf()], { auth: { kind: "bearer", token: "t0ken" } });
    const matchers = [
      { label: "namespace", op: "=", value: "ü" },
      { label: "pod", op: "!=", value: "" },
      { label: "image", op: "=~", value: ".+" },
      { label: "container", op: "!~", value: "POD|" },
    ] as const;
    expect(await pagesOf(readRaw(client, remoteRead(decoder), { metric: "load", matchers, window }))).toEqual(
      [],
    );
    expect(api.reads).toMatchObject([
      {
        path: "/api/v1/read",
        start: 1_000_000,
        end: 1_063_999,
        matchers: [
          [0, "__name__", "load"],
          [0, "namespace", "ü"],
          [1, "pod", ""],
          [2, "image", ".+"],
          [3, "container", "POD|"],
        ],
        acceptedTypes: [1],
        headers: {
          authorization: "Bearer t0ken",
          "content-encoding": "snappy",
          "content-type": "application/x-protobuf",
          "x-prometheus-remote-read-version": "0.1.0",
        },
      },
    ]);
  });

  test("a series that goes on in the next frame is one series, and the cost counts what came", async () => {
    const frames = [frame(part("a", 1, 2)), frame(part("a", 3), part("b", 1)), frame(part("b", 2))];
    const { client } = await start([streamOf(...frames)]);
    expect(await pagesOf(readRaw(client, remoteRead(decoder), query))).toEqual([
      [
        ["a", 1, 2, 3],
        ["b", 1, 2],
      ],
    ]);
    expect(client.cost()).toEqual({ queries: 1, samples: 5, bytes: Buffer.concat(frames).length });
  });

  test("pages hold about as many samples as the limit", async () => {
    const { client } = await start([streamOf(frame(part("a", 1, 2), part("b", 1, 2), part("c", 1, 2)))], {
      maxSamplesPerQuery: 3,
    });
    expect(await pagesOf(readRaw(client, remoteRead(decoder), query))).toEqual([
      [["a", 1, 2]],
      [["b", 1, 2]],
      [["c", 1, 2]],
    ]);
  });

  test("NaN and stale markers are left out", async () => {
    const values = [1, Number.NaN, staleMarker, Number.POSITIVE_INFINITY];
    const samples = values.map((value, index) => ({ time: window.from + index * 1000, value }));
    const { client } = await start([streamOf(frame(xorPart({ pod: "a" }, samples)))]);
    expect(await pagesOf(readRaw(client, remoteRead(decoder), query))).toEqual([[["a", 0, 3]]]);
  });

  test("a window without length is not asked for", async () => {
    const { api, client } = await start([streamOf()]);
    expect(
      await pagesOf(
        readRaw(client, remoteRead(decoder), { ...query, window: { from: window.to, to: window.to } }),
      ),
    ).toEqual([]);
    expect(api.reads).toEqual([]);
  });

  test("native histograms are left out with a warning", async () => {
    const histogram = { labels: { pod: "h" }, chunks: [{ type: 2, data: new Uint8Array(40) }] };
    const { client } = await start([streamOf(frame(histogram, part("a", 1)))]);
    expect(await pagesOf(readRaw(client, remoteRead(decoder), query))).toEqual([[["a", 1]]]);
    expect(client.warnings()).toEqual(["native histograms were left out of an answer"]);
  });

  /** Sends some frames, gives them time to be read, and goes on in this way. */
  function thenAfter(
    frames: readonly Uint8Array[],
    goOn: (response: Parameters<ReadAnswer>[0]) => void,
  ): ReadAnswer {
    return (response) => {
      response.writeHead(200, streamed);
      response.write(Buffer.concat(frames));
      setTimeout(() => goOn(response), 30);
    };
  }

  test("a connection that breaks on the way is made anew, and each sample comes once", async () => {
    const breaks = thenAfter(all.slice(0, 2), (response) => response.destroy());
    const { api, client } = await start([breaks, breaks, streamOf(...all)], { maxSamplesPerQuery: 3 });
    expect((await pagesOf(readRaw(client, remoteRead(decoder), query))).flat()).toEqual([
      ["a", 1, 2],
      ["b", 1, 2],
      ["c", 1, 2],
    ]);
    expect(api.reads.length).toBe(3);
  });

  test("a server that stops with a reason is asked again, and then believed", async () => {
    const stops = thenAfter(all.slice(0, 1), (response) =>
      response.end("expanding series: head is locked\n"),
    );
    expect(await failing([stops])).toEqual({
      code: "unreachable",
      message: "Prometheus at URL stopped within its answer: expanding series: head is locked",
      requests: 4,
    });
  });

  /** A server with a sample every second that bears so many seconds at once. */
  function bearing(seconds: number, refuse: ReadAnswer): ReadAnswer {
    return (response, read) => {
      const length = (read.end + 1 - read.start) / 1000;
      if (length > seconds) return refuse(response, read);
      const first = (read.start - window.from) / 1000;
      // One more on both sides, as chunks that reach out of the window have them.
      const times = Array.from({ length: length + 2 }, (_, index) => first - 1 + index);
      return streamOf(frame(part("a", ...times)))(response, read);
    };
  }

  const tooMany = text(400, "exceeded sample limit (10)\n");
  const everySecond = Array.from({ length: 64 }, (_, index) => index);

  test("a read that is too heavy is asked for in halves, and those after it are as short", async () => {
    const { api, client } = await start([bearing(16, tooMany)]);
    const pages = (await pagesOf(readRaw(client, remoteRead(decoder), query))) as [string, ...number[]][][];
    expect(pages.flat().flatMap(([, ...times]) => times)).toEqual(everySecond);
    expect(api.reads.map(({ start, end }) => (end + 1 - start) / 1000)).toEqual([64, 32, 16, 16, 16, 16]);
  });

  test("a read that becomes too heavy on the way does not give a sample twice", async () => {
    const partly = thenAfter([frame(part("a", ...everySecond)), frame(part("b", 1))], (response) =>
      response.end("query timed out in expression evaluation\n"),
    );
    const { client } = await start([bearing(32, partly)], { maxSamplesPerQuery: 50 });
    const pages = (await pagesOf(readRaw(client, remoteRead(decoder), query))) as [string, ...number[]][][];
    expect(pages.flat()).toEqual([["a", ...everySecond]]);
  });

  test("a read that takes too long is asked for in halves", async () => {
    const silent: ReadAnswer = (response) => void response.writeHead(200, streamed).write(all[0]);
    const { api, client } = await start([bearing(32, silent)], { timeoutSeconds: 0.2 });
    const pages = (await pagesOf(readRaw(client, remoteRead(decoder), query))) as [string, ...number[]][][];
    expect(pages.flat().flatMap(([, ...times]) => times)).toEqual(everySecond);
    expect(api.reads.length).toBe(3);
  });

  test("a server that bears nothing is asked seven times and then believed", async () => {
    expect(await failing([tooMany])).toEqual({
      code: "too-heavy",
      message: "Prometheus at URL found the query too heavy: exceeded sample limit (10)",
      requests: 7,
    });
  });

  test("an answer that drips in is cut at the deadline, which covers the body", async () => {
    const drip: ReadAnswer = (response) => {
      response.writeHead(200, streamed);
      const timer = setInterval(() => response.write(Uint8Array.of(0x80)), 20);
      response.on("close", () => clearInterval(timer));
    };
    const waits: ReadAnswer = (response, read) =>
      read.end + 1 - read.start > 1_000 ? tooMany(response, read) : drip(response, read);
    expect(await failing([waits], { timeoutSeconds: 0.07 })).toMatchObject({
      code: "timeout",
      message: "Prometheus at URL did not answer in 0.07 s",
    });
  });

  test("a consumer that takes its time is not taken for a slow server", async () => {
    let sendRest = () => {};
    const inTwoParts: ReadAnswer = (response) => {
      response.writeHead(200, streamed);
      response.write(Buffer.concat(all.slice(0, 2)));
      sendRest = () => response.end(all[2]);
    };
    const { client } = await start([inTwoParts], { maxSamplesPerQuery: 3, timeoutSeconds: 0.1 });
    let pages = 0;
    for await (const _ of readRaw(client, remoteRead(decoder), query)) {
      pages += 1;
      await new Promise((resolve) => setTimeout(resolve, 130));
      sendRest();
    }
    expect(pages).toBe(3);
    expect(client.cost().queries).toBe(1);
  });

  test("a server that stalls after a page is cut at the deadline as well", async () => {
    const stalls = thenAfter(all.slice(0, 2), () => {});
    expect(await failing([stalls], { maxSamplesPerQuery: 3, timeoutSeconds: 0.05 })).toEqual({
      code: "timeout",
      message: "Prometheus at URL did not answer in 0.05 s",
      requests: 7,
    });
  });

  test("a read that is left early gives its connection back", async () => {
    let isClosed = false;
    const endless: ReadAnswer = (response) => {
      response.writeHead(200, streamed);
      response.write(all[0]);
      response.write(all[1]);
      response.on("close", () => {
        isClosed = true;
      });
    };
    const { client } = await start([endless, streamOf(...all)], { maxSamplesPerQuery: 3, concurrency: 1 });
    for await (const _ of readRaw(client, remoteRead(decoder), query)) break;
    await expect.poll(() => isClosed).toBe(true);
    expect(await pagesOf(readRaw(client, remoteRead(decoder), query))).toHaveLength(3);
  });

  test("closing ends a read that is under way", async () => {
    const silent: ReadAnswer = (response) => void response.writeHead(200, streamed).flushHeaders();
    const { api, client } = await start([silent]);
    const pending = failureOf(pagesOf(readRaw(client, remoteRead(decoder), query)));
    await expect.poll(() => api.reads.length).toBe(1);
    await client.close();
    expect((await pending).message).toBe(
      `the connection to Prometheus at ${api.url} was closed by this program`,
    );
  });

  const badFrame = frameOf(messageOf(part("a", 1)), 1);
  const unknown = frame({ labels: {}, chunks: [{ type: 9, data: new Uint8Array(3) }] });
  const hollow = frame({ labels: {}, chunks: [{ type: 1, data: Uint8Array.of(255, 255) }] });
  const noMessage = frameOf(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
  test.each([
    ["a changed frame", badFrame, "holds a frame with a wrong checksum"],
    ["a frame that is cut off", all[0]?.subarray(0, 20), "is cut off within a frame"],
    [
      "a frame of 2 GB",
      Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x07, 1, 2, 3),
      "holds a frame that is too long",
    ],
    ["a chunk of an unknown encoding", unknown, "holds a chunk of an unknown encoding"],
    ["a chunk of 65535 samples and no data", hollow, "holds a chunk that is cut off"],
    ["a frame that is no message", noMessage, "holds a frame that is not a message of remote read"],
  ])("%s is a bad answer, said at once", async (_, bytes, message) => {
    expect(await failing([streamOf(bytes ?? new Uint8Array(0))])).toEqual({
      code: "bad-answer",
      message: `Prometheus at URL: the answer ${message}`,
      requests: 1,
    });
  });

  test.each([
    ["nothing at the address", text(404, "404 page not found"), "has no remote read (HTTP 404)"],
    ["an address for others", text(405, "Method Not Allowed"), "has no remote read (HTTP 405)"],
    ["a server without it", text(501, "not implemented"), "has no remote read (HTTP 501)"],
    [
      "samples",
      text(200, "packed", "application/x-protobuf"),
      "answers remote read with samples, and not with streamed chunks",
    ],
    ["a refused request", text(400, "unsupported path"), "did not accept the request: unsupported path"],
    [
      "no permission",
      text(403, "token may not read"),
      "it asks for credentials, and none were given (HTTP 403): token may not read",
    ],
  ])("%s in answer to a probe means that remote read is not supported", async (_, answer, reason) => {
    const { api, client } = await start([answer]);
    const support = await isRawSupported(client, remoteRead(decoder), window.to);
    if (support.isSupported) throw new Error("supported");
    expect(support.reason.replace(`Prometheus at ${api.url}`, "").replace(/^:? /, "")).toBe(reason);
    expect(api.reads.length).toBe(1);
  });

  test("a page in answer to a probe means that remote read is not supported", async () => {
    const { api, client } = await start([text(200, "<!doctype html>", "text/html")]);
    expect(await isRawSupported(client, remoteRead(decoder), window.to)).toEqual({
      isSupported: false,
      reason: `${api.url} answers, but it is not a Prometheus HTTP API (HTTP 200, text/html)`,
    });
  });

  test("a probe that gets no answer says so, and not that there is no support", async () => {
    const { client } = await start([text(503, "")]);
    expect((await failureOf(isRawSupported(client, remoteRead(decoder), window.to))).code).toBe(
      "unreachable",
    );
  });

  test("a probe reads one minute of up", async () => {
    const { api, client } = await start([streamOf()]);
    expect(await isRawSupported(client, remoteRead(decoder), window.to)).toEqual({ isSupported: true });
    expect(api.reads).toMatchObject([
      { start: 1_004_000, end: 1_063_999, matchers: [[0, "__name__", "up"]] },
    ]);
  });

  test("a secret that the server repeats is not printed", async () => {
    const auth = { kind: "bearer", token: "s3cret-token-value" } as const;
    const { message } = await failing([text(400, "no such token: s3cret-token-value\n")], { auth });
    expect(message).toBe("Prometheus at URL did not accept the request: no such token: [secret]");
  });
});

test("a thread that dies on the way costs another request, and no sample", async () => {
  const dying = `const { parentPort } = require("node:worker_threads");
    parentPort.on("message", () => process.exit(1));
    parentPort.postMessage("ready");`;
  const mortal = await threadedDecoder(() => new Worker(dying, { eval: true }));
  const { api, client } = await start([streamOf(...all)]);
  expect(await pagesOf(readRaw(client, remoteRead(mortal), query))).toEqual([
    [
      ["a", 1, 2],
      ["b", 1, 2],
      ["c", 1, 2],
    ],
  ]);
  expect(api.reads.length).toBe(2);
});
