import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Answer, asking } from "./asking.ts";
import type { Fault } from "./http/faults.ts";
import { type FakeGitHub, startFakeGitHub } from "./start-fake-github.ts";
import type { Limits } from "./state/world.ts";

let github: FakeGitHub;
let client: ReturnType<typeof asking>;
let usual: Limits;
let at = "";
let token = "";
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
  client = asking(github);
  usual = { ...github.world.limits };
});
afterAll(() => github.stop());
afterEach(() => {
  github.faults.clear();
  Object.assign(github.world.limits, usual);
  expect(github.violations).toEqual([]);
});

/** A new repository with branches `main` and `topic`, and a new token whose limits nobody has used. */
async function start(): Promise<void> {
  count += 1;
  await github.createRepository({ owner: "acme", name: `knobs-${count}`, files: { a: "1", "b/c": "1" } });
  await github.pushCommit({ repository: `acme/knobs-${count}`, branch: "topic", files: { a: "2" } });
  at = `/repos/acme/knobs-${count}`;
  token = github.personalToken({
    permissions: { contents: "write", pull_requests: "write", issues: "write" },
  });
}

const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
  client.ask(method, `${at}${path}`, { token, ...(body === undefined ? {} : { body }) });
const openPull = () => ask("POST", "/pulls", { title: "t", head: "topic", base: "main" });
const statusOf = async (answer: Promise<Answer>): Promise<number> => (await answer).status;
const get = () => statusOf(ask("GET", ""));
const write = () => statusOf(ask("POST", "/git/blobs", { content: "x" }));

/** What a fault is armed on, and what is seen with it; the compiler wants every kind. */
const faults: {
  readonly [K in Fault["kind"]]: {
    readonly fault: Fault & { kind: K };
    look(): Promise<unknown>;
    readonly seen: unknown;
    readonly usual: unknown;
  };
} = {
  status: {
    fault: { kind: "status", status: 502 },
    look: get,
    ...{ seen: 502, usual: 200 },
  },
  reset: {
    fault: { kind: "reset" },
    look: () => get().catch((error: unknown) => (error instanceof TypeError ? "no answer" : error)),
    ...{ seen: "no answer", usual: 200 },
  },
  slow: {
    fault: { kind: "slow", milliseconds: 300 },
    look: async () => {
      const start = performance.now();
      await get();
      return performance.now() - start >= 299;
    },
    ...{ seen: true, usual: false },
  },
  truncate: {
    fault: { kind: "truncate" },
    look: () => get().catch((error: unknown) => (error instanceof SyntaxError ? "no JSON" : error)),
    ...{ seen: "no JSON", usual: 200 },
  },
  "secondary-limit": {
    fault: { kind: "secondary-limit", status: 429, retryAfter: 7 },
    look: async () => {
      const { status, headers } = await ask("GET", "");
      return [status, headers.get("retry-after")];
    },
    ...{ seen: [429, "7"], usual: [200, null] },
  },
  "primary-limit": {
    fault: { kind: "primary-limit", resetsInSeconds: 30, status: 429 },
    look: async () => {
      const { status, headers } = await ask("GET", "");
      return [status, headers.get("x-ratelimit-remaining") === "0"];
    },
    ...{ seen: [429, true], usual: [200, false] },
  },
  "graphql-error": {
    fault: { kind: "graphql-error", type: "RATE_LIMITED", message: "API rate limit exceeded" },
    look: async () => {
      const { status, body } = await client.graphql("{ viewer { login } }", {}, token);
      return [status, body.errors?.[0].type];
    },
    ...{ seen: [200, "RATE_LIMITED"], usual: [200, undefined] },
  },
  "bad-credentials": { fault: { kind: "bad-credentials" }, look: get, seen: 401, usual: 200 },
  "not-permitted": { fault: { kind: "not-permitted" }, look: get, seen: 403, usual: 200 },
};

describe("each fault is seen once and is gone then", () => {
  test.each(Object.entries(faults))("%s", async (_, { fault, look, seen, usual: normal }) => {
    await start();
    expect(await look()).toEqual(normal);
    github.faults.arm("", fault);
    expect(await look()).toEqual(seen);
    expect(await look()).toEqual(normal);
  });
});

const refusedWith = async (): Promise<unknown> => {
  github.world.limits.contentPerMinute = 0;
  const { status, headers } = await ask("POST", "/git/blobs", { content: "x" });
  return [status, headers.get("retry-after")];
};

/** What each limit changes; the compiler wants every one. */
const limits: {
  readonly [K in keyof Limits]: {
    readonly value: Limits[K];
    look(): Promise<unknown>;
    readonly seen: unknown;
    readonly usual: unknown;
  };
} = {
  perHour: { value: 1, look: async () => [await get(), await get()], seen: [200, 403], usual: [200, 200] },
  contentPerMinute: {
    value: 1,
    look: async () => [await write(), await write(), await get()],
    ...{ seen: [201, 403, 200], usual: [201, 201, 200] },
  },
  contentPerHour: {
    value: 1,
    look: async () => {
      const first = await write();
      github.world.advance(2 * 60_000);
      const later = await write();
      github.world.advance(3_600_000);
      return [first, later, await write()];
    },
    ...{ seen: [201, 403, 201], usual: [201, 201, 201] },
  },
  pointsPerMinute: {
    value: 6,
    look: async () => [await write(), await get(), await get()],
    ...{ seen: [201, 200, 403], usual: [201, 200, 200] },
  },
  secondaryStatus: { value: 429, look: refusedWith, seen: [429, "60"], usual: [403, "60"] },
  secondaryRetryAfter: { value: null, look: refusedWith, seen: [403, null], usual: [403, "60"] },
  mergeablePolls: {
    value: 1,
    look: async () => {
      await openPull();
      const mergeable = async () => (await ask("GET", "/pulls/1")).body.mergeable;
      return [await mergeable(), await mergeable()];
    },
    ...{ seen: [null, true], usual: [true, true] },
  },
  lagReads: {
    value: 1,
    look: async () => {
      await openPull();
      await ask("POST", "/issues/1/comments", { body: "hello" });
      const lengths = async (path: string) => (await ask("GET", path)).body.length;
      return [await lengths("/pulls"), await lengths("/pulls"), await lengths("/issues/1/comments")];
    },
    ...{ seen: [0, 1, 0], usual: [1, 1, 1] },
  },
  lagMilliseconds: {
    value: 60_000,
    look: async () => {
      await openPull();
      const listed = async () => (await ask("GET", "/pulls")).body.length;
      const early = [await listed(), await listed()];
      github.world.advance(61_000);
      return [...early, await listed()];
    },
    ...{ seen: [0, 0, 1], usual: [1, 1, 1] },
  },
  unresolvedReads: {
    value: 3,
    look: async () => {
      const { node_id: id } = (await openPull()).body;
      const labels = () => ask("POST", "/issues/1/labels", { labels: ["l"] });
      const query = "query($id: ID!) { node(id: $id) { id } }";
      const node = async () => (await client.graphql(query, { id }, token)).body.errors?.[0].type;
      return [await statusOf(ask("GET", "/pulls/1")), await statusOf(labels()), await node(), await node()];
    },
    ...{ seen: [404, 422, "NOT_FOUND", undefined], usual: [200, 200, undefined, undefined] },
  },
  treeEntries: {
    value: 1,
    look: async () => (await ask("GET", "/git/trees/main?recursive=1")).body.truncated,
    ...{ seen: true, usual: false },
  },
};

describe("each limit is seen when it is tightened, and not before", () => {
  test.each(Object.entries(limits))("%s", async (name, { value, look, seen, usual: normal }) => {
    await start();
    expect(await look()).toEqual(normal);
    await start();
    Object.assign(github.world.limits, usual, { [name]: value });
    expect(await look()).toEqual(seen);
  });
});

test("a failure after a write leaves it done, and the log knows", async () => {
  await start();
  github.faults.arm("POST /repos/{owner}/{repo}/pulls", { kind: "reset", when: "after" });
  github.log.clear();
  await expect(openPull()).rejects.toThrow(TypeError);
  expect(github.log.entries).toMatchObject([{ status: 0, wrote: true }]);
  expect(await statusOf(ask("GET", "/pulls/1"))).toBe(200);
});

test("an answer that has not changed is no request by its ETag, and a changed one is", async () => {
  await start();
  const first = await ask("GET", "/branches");
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  const again = () => client.ask("GET", `${at}/branches`, { token, headers });
  expect((await again()).status).toBe(304);
  const used = async () => (await client.ask("GET", "/rate_limit", { token })).body.rate.used;
  expect(await used()).toBe(1);
  await github.pushCommit({ repository: at.slice(7), files: { z: "1" } });
  expect((await again()).status).toBe(200);
  expect(await used()).toBe(2);
});
