import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  exampleIdentity,
  recordedAt,
  recordedRequests,
} from "../../../test/support/aws/recorded-signatures.ts";
import { type SigningIdentity, signatureFault } from "../../../test/support/aws/verify-signature.ts";
import { instant } from "../../core/model/index.ts";
import { createPrometheusSource, type PrometheusOptions, parsePrometheusUrl } from "./index.ts";
import { signatureV4 } from "./signature-v4.ts";

const cleanups: (() => unknown)[] = [];

beforeEach(() => {
  // Nothing of this machine: neither a profile, nor a role of an instance or a container.
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_CONFIG_FILE", "/nowhere/config");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials");
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function useKeys({ accessKeyId, secretAccessKey, sessionToken }: SigningIdentity): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", secretAccessKey);
  if (sessionToken !== undefined) vi.stubEnv("AWS_SESSION_TOKEN", sessionToken);
}

interface Served {
  readonly status: number;
  readonly body: string;
  readonly packed?: boolean;
  readonly location?: string;
  /** Done before it is sent. */
  readonly meanwhile?: () => void;
}

const up = JSON.stringify({ status: "success", data: { resultType: "scalar", result: [1, "1"] } });

/**
 * A workspace on loopback that checks every signature as AWS does. The n-th request gets the n-th answer, the last is
 * repeated; a request that is not signed right gets what AWS says then.
 */
async function startWorkspace(identity: SigningIdentity, ...answers: Served[]) {
  const dates: string[] = [];
  const faults: (string | null)[] = [];
  const server = createServer(async (incoming, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const { method = "", url = "", headers } = incoming;
    const request = { method, target: url, headers, body: Buffer.concat(pieces) };
    const fault = signatureFault(request, identity, new Date());
    const answer = answers[Math.min(faults.length, answers.length - 1)] ?? { status: 200, body: up };
    faults.push(fault);
    dates.push(String(headers["x-amz-date"]));
    const type = { "content-type": "application/json" };
    if (fault !== null) {
      const message = `The request signature we calculated does not match (${headers["x-amz-security-token"]})`;
      response.writeHead(403, type).end(JSON.stringify({ message }));
      return;
    }
    answer.meanwhile?.();
    const packed = answer.packed === true ? { "content-encoding": "gzip" } : {};
    const location = answer.location === undefined ? {} : { location: answer.location };
    response.writeHead(answer.status, { ...type, ...packed, ...location });
    response.end(answer.packed === true ? gzipSync(answer.body) : answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/workspaces/ws-1`;
  return { url, dates, faults };
}

function sourceAt(address: string, options: Partial<PrometheusOptions> = {}) {
  const url = parsePrometheusUrl(address);
  if (!url.ok) throw new Error(url.error);
  const auth = { kind: "sigv4", region: "eu-west-1" } as const;
  const source = createPrometheusSource({ auth, firstRetryMillis: 1, ...options, url: url.value });
  cleanups.push(() => source.close());
  return source;
}

const now = instant(1_700_000_000_000);
const window = { from: instant(now - 60_000), to: now };

test.each(recordedRequests)(
  "the same request has the same signature as of botocore: $name",
  async (request) => {
    const sessionToken = request.headers["x-amz-security-token"];
    useKeys(sessionToken === undefined ? exampleIdentity : { ...exampleIdentity, sessionToken });
    vi.useFakeTimers({ toFake: ["Date"], now: recordedAt });
    const type = request.headers["content-type"];
    const headers = await signatureV4("eu-west-1", () => {})({
      method: request.method,
      url: new URL(request.target, `https://${request.headers["host"]}`),
      headers: type === undefined ? {} : { "content-type": type, "accept-encoding": "gzip" },
      body: request.method === "GET" ? null : request.body,
    });
    expect(headers["authorization"]).toBe(request.headers["authorization"]);
  },
);

describe("a workspace that checks signatures", () => {
  test("takes every kind of question", async () => {
    useKeys(exampleIdentity);
    const list = JSON.stringify({ status: "success", data: [] });
    const matrix = JSON.stringify({ status: "success", data: { resultType: "matrix", result: [] } });
    const { url, faults } = await startWorkspace(
      exampleIdentity,
      { status: 200, body: up },
      { status: 200, body: list },
      { status: 200, body: list },
      { status: 200, body: matrix },
      { status: 404, body: "{}" },
      { status: 200, body: matrix },
    );
    const source = sourceAt(url);
    await source.instant('sum by (pod) (rate(x{a="ü b+c*~"}[5m]))', now);
    await source.series('up{a="b c"}', window);
    await source.labelValues("namespace", ['up{a="b c+d"}', 'down{a=~"ü.*"}', "up"], window);
    for await (const _ of source.range({ promql: "up", window, stepSeconds: 60, expectedSeries: 1 }));
    expect(await source.transport(now)).toBe("range");
    expect(faults).toEqual(Array(7).fill(null));
  });

  test("takes packed answers, and a session token", async () => {
    const identity = { ...exampleIdentity, sessionToken: "session-token-value/+==" };
    useKeys(identity);
    const { url, faults } = await startWorkspace(identity, { status: 200, body: up, packed: true });
    expect(await sourceAt(url, { gzip: "on" }).instant("1", now)).toEqual([{ labels: {}, value: 1 }]);
    expect(faults).toEqual([null]);
  });

  test("gets a fresh date with each attempt", async () => {
    useKeys(exampleIdentity);
    vi.useFakeTimers({ toFake: ["Date"], now: recordedAt });
    // As if the pause had been long; an old date would be refused.
    const meanwhile = () => vi.setSystemTime(recordedAt.getTime() + 400_000);
    const { url, dates, faults } = await startWorkspace(
      exampleIdentity,
      { status: 503, body: "", meanwhile },
      { status: 200, body: up },
    );
    await sourceAt(url).instant("1", now);
    expect(dates).toEqual(["20260302T060000Z", "20260302T060640Z"]);
    expect(faults).toEqual([null, null]);
  });

  test("gets a signature of the address that it redirects to", async () => {
    useKeys(exampleIdentity);
    const { url, faults } = await startWorkspace(
      exampleIdentity,
      { status: 308, body: "", location: "/other/api/v1/query" },
      { status: 200, body: up },
    );
    await sourceAt(url).instant("1", now);
    expect(faults).toEqual([null, null]);
  });

  test("is believed when it refuses, and its words are printed without the session token", async () => {
    const token = "session-token-value/+==";
    useKeys({ ...exampleIdentity, sessionToken: token, secretAccessKey: "another" });
    const { url } = await startWorkspace({ ...exampleIdentity, sessionToken: token });
    await expect(sourceAt(url).instant("1", now)).rejects.toMatchObject({
      code: "unauthorized",
      message: `Prometheus at ${url}: the credentials were refused (HTTP 403): The request signature we calculated does not match ([secret])`,
    });
  });
});

test("credentials of a profile are found", async () => {
  const folder = await mkdtemp(join(tmpdir(), "optpass-aws-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  const { accessKeyId, secretAccessKey } = exampleIdentity;
  const profile = `[team]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  await writeFile(join(folder, "credentials"), profile);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  vi.stubEnv("AWS_PROFILE", "team");
  const { url, faults } = await startWorkspace(exampleIdentity);
  await sourceAt(url).instant("1", now);
  expect(faults).toEqual([null]);
});

test("no credentials anywhere is said, once and in one line, and nothing is sent", async () => {
  const { url, faults } = await startWorkspace(exampleIdentity);
  const problem = await sourceAt(url)
    .instant("1", now)
    .catch((thrown: unknown) => thrown);
  expect(problem).toMatchObject({
    code: "unauthorized",
    message: expect.stringMatching(/^no AWS credentials to sign requests with: [^\n]+$/),
  });
  expect(faults).toEqual([]);
});
