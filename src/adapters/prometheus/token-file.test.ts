import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  emptyVector,
  type FakeApi,
  refusal,
  reply,
  startFakeApi,
} from "../../../test/support/prometheus/fake-api.ts";
import { instant } from "../../core/model/index.ts";
import { createPrometheusSource, type PrometheusSource, parsePrometheusUrl } from "./index.ts";

const now = instant(1_700_000_000_000);
let folder: string;
let file: string;
const cleanups: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "optpass-token-"));
  file = join(folder, "token");
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await rm(folder, { recursive: true, force: true });
});

async function start(...answers: Parameters<typeof startFakeApi>): Promise<[FakeApi, PrometheusSource]> {
  const api = await startFakeApi(...answers);
  const url = parsePrometheusUrl(api.url);
  if (!url.ok) throw new Error(url.error);
  const auth = { kind: "bearer-file", file } as const;
  const source = createPrometheusSource({ url: url.value, auth, firstRetryMillis: 1 });
  cleanups.push(
    () => api.stop(),
    () => source.close(),
  );
  return [api, source];
}

function tokensOf({ requests }: FakeApi): (string | undefined)[] {
  return requests.map(({ headers }) => headers.authorization);
}

test("a token that is replaced in its file is sent from the next request on", async () => {
  const [api, source] = await start(emptyVector);
  await writeFile(file, "first-token\n");
  await source.instant("up", now);
  await writeFile(file, "second-token\n");
  await source.instant("up", now);
  expect(tokensOf(api)).toEqual(["Bearer first-token", "Bearer second-token"]);
});

test("a retry sends what the file holds then", async () => {
  const [api, source] = await start((response) => {
    void writeFile(file, "second-token").then(() => response.writeHead(503).end());
  }, emptyVector);
  await writeFile(file, "first-token");
  await source.instant("up", now);
  expect(tokensOf(api)).toEqual(["Bearer first-token", "Bearer second-token"]);
});

test("no token of the file is printed, neither the last nor the one before", async () => {
  const [, source] = await start(emptyVector, refusal(403, "forbidden", "not first-token, not second-token"));
  await writeFile(file, "first-token");
  await source.instant("up", now);
  await writeFile(file, "second-token");
  await expect(source.instant("up", now)).rejects.toThrow(/: not \[secret\], not \[secret\]$/);
});

test("the words of Google's API for a refusal are passed on", async () => {
  const error = {
    code: 403,
    message: "Permission monitoring.timeSeries.list denied",
    status: "PERMISSION_DENIED",
  };
  const [, source] = await start(reply(403, { error }));
  await writeFile(file, "token");
  await expect(source.instant("up", now)).rejects.toThrow(
    /the credentials were refused \(HTTP 403\): Permission monitoring.timeSeries.list denied$/,
  );
});

test.each([
  ["is gone", null, "cannot read the file of the Prometheus token FILE"],
  ["is empty", "\n", "the file FILE holds no token that can be sent as an HTTP header"],
  ["holds two lines", "a\nb", "the file FILE holds no token that can be sent as an HTTP header"],
])("a file that %s is named, and nothing is sent", async (_, content, message) => {
  const [api, source] = await start(emptyVector);
  if (content !== null) await writeFile(file, content);
  await expect(source.instant("up", now)).rejects.toMatchObject({
    code: "unauthorized",
    message: message.replace("FILE", file),
  });
  expect(api.requests).toEqual([]);
});
