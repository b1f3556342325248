import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { Job } from "../../src/core/jobs/index.ts";
import { duration, instant } from "../../src/core/model/index.ts";
import { PortError } from "../../src/ports/port-error.ts";
import { type Payload, webhookExample, webhookExamples } from "../support/builders/webhook-examples.ts";
import { deliver, post } from "../support/server/deliver.ts";
import {
  appKey,
  secret,
  startTestServer,
  type TestServer,
  type TestServerOrder,
} from "../support/server/start-test-server.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.end();
});

async function start(order: Partial<TestServerOrder> = {}): Promise<TestServer & { readonly done: Job[] }> {
  const done: Job[] = [];
  const handle = async (job: Job) => {
    done.push(job);
    return undefined;
  };
  const server = await startTestServer({ handle, ...order });
  servers.push(server);
  return { ...server, done };
}

/** The app was added to this repository: the shortest way to a job. */
const added = (repository: string): Payload =>
  webhookExample("installation_repositories", "added", (payload) => {
    payload.repositories_added = [{ ...payload.repositories_added[0], full_name: repository }];
    payload.repositories_removed = [];
  });
const event = "installation_repositories";

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(5);
}

const get = async (port: number, path: string) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: answer.status, text: await answer.text() };
};

describe("a delivery", () => {
  test("that is signed is answered 202 and leads to a job", async () => {
    const server = await start();

    expect((await deliver(server.port, { event, payload: added("Acme/Shop"), secret })).status).toBe(202);
    await until(() => server.done.length === 1);
    expect(server.done).toEqual([{ kind: "pass", repository: "acme/shop", why: "installed" }]);
  });

  test("that is signed with another secret, or not at all, is answered 401 and does nothing", async () => {
    const server = await start();
    const forged = await deliver(server.port, { event, payload: added("acme/shop"), secret: "development" });
    const unsigned = await post(server.port, "{}", { "x-github-delivery": "1", "x-github-event": event });

    expect([forged.status, unsigned.status]).toEqual([401, 401]);
    expect((await server.queue.backlog(instant(Date.now()))).waiting.person).toBe(0);
    expect(server.done).toEqual([]);
  });

  test("that was changed on its way is answered 401", async () => {
    const server = await start();
    const right = createHmac("sha256", secret).update('{"a":1}').digest("hex");
    const headers = {
      "x-github-delivery": "1",
      "x-github-event": event,
      "x-hub-signature-256": `sha256=${right}`,
    };

    expect((await post(server.port, '{"a": 1}', headers)).status).toBe(401);
    expect((await post(server.port, '{"a":1}', headers)).status).toBe(202);
  });

  test("is taken with the old secret as well as the new one while they are changed", async () => {
    const server = await start({ secrets: [secret, "the secret before this"] });

    for (const each of [secret, "the secret before this"])
      expect((await deliver(server.port, { event, payload: added("acme/shop"), secret: each })).status).toBe(
        202,
      );
  });

  test("that comes twice, at once or under another id for the same comment, is one job", async () => {
    const server = await start();
    const payload = webhookExample("issue_comment", "created", (change) => {
      change.comment.body = "/optpass status";
    });
    const send = (id: string) => deliver(server.port, { event: "issue_comment", payload, secret, id });

    const answers = await Promise.all(["one", "one", "one", "two"].map(send));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    await until(() => server.done.length > 0);
    await send("one");
    await send("three");
    await wait(50);
    expect(server.done).toHaveLength(1);
  });

  test("that is no JSON, or says not what it is, is answered 400", async () => {
    const server = await start();
    const signed = (body: string) => ({
      "x-github-delivery": "1",
      "x-github-event": event,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    });

    expect((await post(server.port, "payload=%7B%7D", signed("payload=%7B%7D"))).status).toBe(400);
    expect((await post(server.port, "{}", {})).status).toBe(400);
    expect((await post(server.port, "{}", { ...signed("{}"), "x-github-event": "../../x" })).status).toBe(
      400,
    );
  });

  test("of every event that GitHub recorded is answered 202", async () => {
    const server = await start();
    const statuses = new Set<number>();
    for (const { name, payload } of webhookExamples)
      statuses.add((await deliver(server.port, { event: name, payload, secret })).status);

    expect([...statuses]).toEqual([202]);
  });

  test("that cannot be kept is answered 500 without a word of why, so that it is delivered again", async () => {
    const server = await start();
    await server.queue.close();

    const answer = await deliver(server.port, { event, payload: added("acme/shop"), secret });
    expect(answer).toEqual({ status: 500, text: "could not be kept\n" });
    servers.splice(0);
  });
});

describe("a body that is too large", () => {
  const headers = {
    "x-github-delivery": "1",
    "x-github-event": "push",
    "x-hub-signature-256": `sha256=${"0".repeat(64)}`,
  };

  test("is answered 413 by what it says of itself, before it is read", async () => {
    const server = await start();
    const answer = await post(server.port, (async function* () {})(), {
      ...headers,
      "content-length": String(400 * 1024 * 1024),
    }).catch((error: unknown) => error);

    expect(answer).toMatchObject({ status: 413 });
  });

  test("of 400 MB that says nothing of its length is answered 413 in flat memory", async () => {
    const server = await start();
    const piece = new Uint8Array(256 * 1024);
    async function* pieces() {
      for (let sent = 0; sent < 400 * 1024 * 1024; sent += piece.length) yield piece;
    }
    const before = process.memoryUsage().rss;
    const answer = await post(server.port, pieces(), headers);

    expect(answer.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 1024 * 1024);
  });
});

describe("a job", () => {
  test("that fails for a while is tried again later, and counted", async () => {
    const server = await start({
      handle: async () => {
        throw new PortError("github", "unreachable", "away", { retryable: true });
      },
    });
    await deliver(server.port, { event, payload: added("acme/shop"), secret });
    await until(() => server.log().includes("put back a job that failed"));

    const later = instant(Date.now() + 20_000);
    expect(await server.queue.take(later, duration(1, "s"))).toBeNull();
    const soon = instant(Date.now() + 40_000);
    expect(await server.queue.take(soon, duration(1, "s"))).toMatchObject({ attempts: 2 });
  });

  test("of a repository that is gone or suspended is done with", async () => {
    const server = await start({
      handle: async () => {
        throw new PortError("github", "unauthorized", "the app's installation is suspended");
      },
    });
    await deliver(server.port, { event, payload: added("acme/shop"), secret });
    await until(() => server.log().includes("out of reach"));

    expect(await server.queue.backlog(instant(Date.now()))).toMatchObject({
      working: 0,
      buried: 0,
      waiting: { person: 0 },
    });
  });

  test("that can never work is kept for people to look at", async () => {
    const server = await start({
      handle: async () => {
        throw new PortError("github", "rejected", "no such thing");
      },
    });
    await deliver(server.port, { event, payload: added("acme/shop"), secret });
    await until(() => server.log().includes("gave up a job"));

    expect(await server.queue.buried(5)).toMatchObject([
      { key: "pass acme/shop", why: "github rejected: no such thing" },
    ]);
  });

  test("that plans the next pass leaves it waiting until then", async () => {
    const later = instant(Date.now() + 3_600_000);
    const server = await start({ handle: async () => ({ did: "x", nextPass: later }) });
    await deliver(server.port, { event, payload: added("acme/shop"), secret });
    await until(() => server.log().includes("job done"));
    await until(async () => (await server.queue.backlog(later)).oldestDue.schedule === later);
  });

  test("that fails has kept what it found on the way, which is done next", async () => {
    const found = {
      kind: "comment",
      repository: "acme/shop",
      form: "comment",
      issue: 1,
      comment: 7,
    } as const;
    const heard: unknown[] = [];
    const server = await start({
      handle: async (job, lease) => {
        if (job.kind === "comment") return void heard.push(job);
        await lease.also([found]);
        throw new PortError("metrics-source", "unreachable", "away", { retryable: true });
      },
    });
    await deliver(server.port, { event, payload: added("acme/shop"), secret });
    await until(() => heard.length > 0);

    expect(heard).toEqual([found]);
  });

  test("whose worker lost the repository is told so before it writes", async () => {
    let told: unknown = null;
    const server = await start({
      lease: duration(40, "ms"),
      handle: async (_job, lease) => {
        if (told !== null) return undefined;
        await lease.check();
        // Another process takes over while this one hangs.
        const hang = Date.now() + 80;
        while (Date.now() < hang);
        await server.queue.take(instant(Date.now()), duration(10, "s"));
        told = await lease.check().catch((error: unknown) => error);
        return undefined;
      },
    });
    await deliver(server.port, { event, payload: added("acme/shop"), secret });
    await until(() => told !== null);

    expect(told).toMatchObject({ port: "work-queue", code: "conflict" });
  });
});

describe("stopping", () => {
  test("finishes the job that is begun, begins no other and takes no more deliveries", async () => {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const begun: Job[] = [];
    const finished: Job[] = [];
    const server = await start({
      handle: async (job) => {
        begun.push(job);
        await gate;
        finished.push(job);
        return undefined;
      },
    });
    for (const name of ["acme/a", "acme/b", "acme/c"])
      await deliver(server.port, { event, payload: added(name), secret });
    await until(() => begun.length === 2);
    const stopped = server.stop();
    await expect(deliver(server.port, { event, payload: added("acme/d"), secret })).rejects.toThrow();
    release();
    await stopped;

    expect(finished).toHaveLength(2);
    expect(await server.queue.backlog(instant(Date.now()))).toMatchObject({
      working: 0,
      waiting: { person: 1 },
    });
  });

  test("puts a job back that takes too long, without counting an attempt, and refuses its writes", async () => {
    let tried: unknown = null;
    let isBegun = false;
    const server = await start({
      grace: duration(50, "ms"),
      handle: async (_job, lease) => {
        isBegun = true;
        await wait(200);
        tried = await lease.check().catch((error: unknown) => error);
        return undefined;
      },
    });
    await deliver(server.port, { event, payload: added("acme/shop"), secret });
    await until(() => isBegun);
    await server.stop();

    const again = await server.queue.take(instant(Date.now()), duration(10, "s"));
    expect(again).toMatchObject({ key: "pass acme/shop", attempts: 1 });
    await until(() => tried !== null);
    expect(tried).toMatchObject({ code: "conflict" });
  });
});

describe("what the server tells of itself", () => {
  test("it is ready once GitHub took its credentials", async () => {
    let allow: () => void = () => {};
    const taken = new Promise<void>((resolve) => {
      allow = resolve;
    });
    const server = await start({ account: { check: () => taken } });

    expect(await get(server.port, "/healthz")).toMatchObject({ status: 200 });
    expect(await get(server.port, "/readyz")).toEqual({
      status: 503,
      text: "GitHub has not taken the app's credentials yet\n",
    });
    allow();
    await until(async () => (await get(server.port, "/readyz")).status === 200);
  });

  test("metrics count deliveries, jobs and what waits", async () => {
    const server = await start();
    await deliver(server.port, { event, payload: added("acme/shop"), secret, id: "one" });
    await deliver(server.port, { event, payload: added("acme/shop"), secret, id: "one" });
    await deliver(server.port, { event: "ping", payload: {}, secret });
    await deliver(server.port, { event, payload: {}, secret: "another secret, a wrong one" });
    await until(() => server.done.length === 1);
    await until(async () => (await get(server.port, "/metrics")).text.includes("optpass_jobs_total{"));

    const { text } = await get(server.port, "/metrics");
    expect(text.split("\n")).toEqual(
      expect.arrayContaining([
        `optpass_deliveries_total{event="${event}",outcome="queued"} 1`,
        `optpass_deliveries_total{event="${event}",outcome="duplicate"} 1`,
        'optpass_deliveries_total{event="ping",outcome="ignored"} 1',
        'optpass_deliveries_total{event="unknown",outcome="forged"} 1',
        'optpass_jobs_total{kind="pass",outcome="done"} 1',
        'optpass_queue_depth{urgency="person"} 0',
      ]),
    );
  });

  test("nothing of headers, payloads, secrets or keys is in the log, whatever fails", async () => {
    const marker = "PAYLOAD-MARKER";
    const server = await start({
      handle: async () => {
        throw new Error(`could not sign with ${appKey} and token ghs_abcdefghijklmnop0123456789`);
      },
    });
    const payload = { ...added("acme/shop"), note: marker };
    await deliver(server.port, { event, payload, secret });
    await deliver(server.port, { event, payload, secret: "a wrong secret of a test" });
    await until(() => server.log().includes("put back a job that failed"));
    await server.stop();
    await server.queue.close();

    const text = server.log();
    const [, line = ""] = appKey.split("\n");
    for (const secretText of [marker, secret, line, "ghs_abcdef", "sha256="])
      expect(text).not.toContain(secretText);
    servers.splice(0);
  });

  test("there is no setup page, and nothing else than it says", async () => {
    const server = await start();

    for (const path of ["/", "/probot", "/probot/setup", "/probot/import", "/ping", "/api/github"])
      expect((await get(server.port, path)).status).toBe(404);
    expect((await get(server.port, "/api/github/webhooks")).status).toBe(405);
  });
});

describe("at its start", () => {
  test("missed deliveries are asked for, and every repository gets a pass", async () => {
    const asked: string[] = [];
    const server = await start({
      account: {
        failedDeliveries: async () => [{ id: "lost", attempt: 7 }],
        redeliver: async ({ id }) => {
          asked.push(id);
        },
        installations: async function* () {
          yield { account: "gone", repositories: new PortError("github", "unauthorized", "suspended") };
          yield { account: "acme", repositories: ["acme/shop", "acme/infra"] };
        },
      },
    });
    await until(() => server.done.length === 2);

    expect(asked).toEqual(["lost"]);
    expect(server.done.map(({ repository }) => repository).toSorted()).toEqual(["acme/infra", "acme/shop"]);
  });
});
