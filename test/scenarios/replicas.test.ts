import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handleComment } from "../../src/app/handle-comment.ts";
import type { Job } from "../../src/core/jobs/index.ts";
import { type Payload, webhookExample } from "../support/builders/webhook-examples.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { deliver } from "../support/server/deliver.ts";
import { secret, startTestServer, type TestServer } from "../support/server/start-test-server.ts";
import { openRoom } from "../support/talk/open-room.ts";

// Two processes on one store stand behind one address: a delivery may reach either, and both.
let github: FakeGitHub;
let room: Awaited<ReturnType<typeof openRoom>>;
let folder: string;
let replicas: readonly [TestServer, TestServer];
let done: Job[];
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github?.stop());
beforeEach(async () => {
  count += 1;
  done = [];
  room = await openRoom(github, `replicas-${count}`);
  folder = await mkdtemp(join(tmpdir(), "optpass-replicas-"));
  const start = () => startTestServer({ folder, handle: answer });
  const [one, two] = [await start(), await start()];
  replicas = [one, two];
});
afterEach(async () => {
  for (const replica of replicas) await replica.end();
  expect(github.violations).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

async function answer(job: Job): Promise<undefined> {
  if (job.kind === "comment")
    await handleComment(room.talk(), { form: job.form, issue: job.issue, id: job.comment });
  done.push(job);
}

/** What GitHub sends about a comment. */
function commented(id: number, text: string): Payload {
  return webhookExample("issue_comment", "created", (payload) => {
    payload.comment = { ...payload.comment, id, body: text };
    payload.issue.number = room.number;
    payload.repository.full_name = room.fullName;
  });
}

async function send(replica: TestServer, payload: Payload, id: string): Promise<void> {
  const { status } = await deliver(replica.port, { event: "issue_comment", payload, secret, id });
  expect(status).toBe(202);
}

/** Everything that was taken is done, by whomever. */
async function settle(): Promise<void> {
  while (done.length === 0) await wait(10);
  await wait(100);
}

const replies = () => room.comments().filter(({ author }) => author === "optpass[bot]");

describe("of two replicas", () => {
  test("that get the same delivery, one answers", async () => {
    const id = await room.say("write", "/optpass status");
    const payload = commented(id, "/optpass status");

    await Promise.all(replicas.map((replica) => send(replica, payload, "the-same")));
    await settle();

    expect(done).toHaveLength(1);
    expect(replies()).toHaveLength(1);
    expect(await room.conversation.ownReactions({ form: "comment", id })).toEqual(["eyes", "rocket"]);
  });

  test("that hear of the same comment under two names, one answers, also when the second comes late", async () => {
    const id = await room.say("write", "/optpass status");
    const payload = commented(id, "/optpass status");

    await Promise.all(replicas.map((replica, index) => send(replica, payload, `delivery-${index}`)));
    await settle();
    await send(replicas[1], payload, "much-later");
    await wait(100);

    expect(done).toHaveLength(1);
    expect(replies()).toHaveLength(1);
  });

  test("that both do the same job after all, as after a lost lease, the comment is answered once", async () => {
    const id = await room.say("write", "/optpass status\n/optpass hold");
    const job: Job = {
      kind: "comment",
      repository: room.fullName,
      form: "comment",
      issue: room.number,
      comment: id,
    };

    await answer(job);
    const written = room.writes();
    await answer(job);

    expect(replies()).toHaveLength(1);
    expect(room.pull().labels).toEqual(["optpass:hold"]);
    expect(room.writes()).toBe(written);
  });

  test("that hear of comments in the wrong order, both are heard", async () => {
    const [first, second] = [
      await room.say("write", "/optpass status"),
      await room.say("write", "/optpass ignores"),
    ];

    await send(replicas[1], commented(second, "/optpass ignores"), "two");
    await send(replicas[0], commented(first, "/optpass status"), "one");
    while (done.length < 2) await wait(10);

    for (const id of [first, second])
      expect(await room.conversation.ownReactions({ form: "comment", id })).toEqual(["eyes", "rocket"]);
  });
});
