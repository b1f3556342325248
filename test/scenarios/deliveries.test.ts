import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createGitHubAppAccount } from "../../src/adapters/github/index.ts";
import type { AppAccount } from "../../src/ports/app-account.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import type { Mishap } from "../support/fake-github/webhooks/webhooks.ts";
import { secret, startTestServer, type TestServer } from "../support/server/start-test-server.ts";
import { openRoom } from "../support/talk/open-room.ts";

let github: FakeGitHub;
let room: Awaited<ReturnType<typeof openRoom>>;
let account: AppAccount;
let folder: string;
let server: TestServer;
/** The comments that somebody looked at, in this order, and the passes. */
let done: (number | "pass")[];
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github?.stop());
beforeEach(async () => {
  count += 1;
  room = await openRoom(github, `deliveries-${count}`);
  account = createGitHubAppAccount({ ...room.options, ...room.app });
  folder = await mkdtemp(join(tmpdir(), "optpass-deliveries-"));
  done = [];
  await start();
});
afterEach(async () => {
  await github.webhooks.settled();
  await server.end();
  await rm(folder, { recursive: true, force: true });
  expect(github.violations).toEqual([]);
});

/** The server, as a process that has just begun: GitHub is asked for what it missed, and sends to it from now on. */
async function start(): Promise<void> {
  server = await startTestServer({
    folder,
    account,
    handle: async (job) => {
      done.push(job.kind === "comment" ? job.comment : "pass");
      return undefined;
    },
  });
  const url = `http://127.0.0.1:${server.port}/api/github/webhooks`;
  github.webhooks.sendTo(room.app, { url, secret });
  // Every repository gets a pass when a server starts; what comes after it is of deliveries alone.
  await vi.waitFor(() => expect(done).toContain("pass"), { timeout: 30_000 });
}

const outcomes = async (outcome: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  const pattern = new RegExp(
    `^optpass_deliveries_total\\{event="issue_comment",outcome="${outcome}"\\} (\\d+)`,
    "m",
  );
  return Number(pattern.exec(text)?.[1] ?? 0);
};
const looksAt = (comments: readonly number[]) =>
  vi.waitFor(() => expect(done.filter((each) => each !== "pass")).toEqual(comments), { timeout: 30_000 });
const say = () => room.say("write", "/optpass status");

/** What becomes of a comment whose delivery goes wrong; the compiler asks for each way in which it can. */
const mishaps: {
  readonly [K in Mishap["kind"]]: {
    readonly mishap: Mishap & { kind: K };
    readonly outcome: string;
    see(): Promise<void>;
  };
} = {
  duplicate: {
    mishap: { kind: "duplicate" },
    outcome: "is looked at once",
    see: async () => {
      const comment = await say();
      await github.webhooks.settled();
      await looksAt([comment]);
      expect([await outcomes("queued"), await outcomes("duplicate")]).toEqual([1, 1]);
    },
  },
  hold: {
    mishap: { kind: "hold" },
    outcome: "is looked at after one that came later, and both are",
    see: async () => {
      const [first, second] = [await say(), await say()];
      await looksAt([second]);
      github.webhooks.release("reversed");
      await looksAt([second, first]);
    },
  },
  delay: {
    mishap: { kind: "delay", milliseconds: 50 },
    outcome: "is looked at late",
    see: async () => looksAt([await say()]),
  },
  fail: {
    mishap: { kind: "fail" },
    outcome: "is looked at after the next start, which asks GitHub for it",
    see: async () => {
      const comment = await say();
      await github.webhooks.settled();
      expect(await outcomes("queued")).toBe(0);
      await startAgain();
      await looksAt([comment]);
    },
  },
  drop: {
    mishap: { kind: "drop" },
    outcome: "is not heard of, and the repository has its pass all the same",
    see: async () => {
      await say();
      await github.webhooks.settled();
      done.length = 0;
      await startAgain();
      await looksAt([]);
      expect(done).toEqual(["pass"]);
    },
  },
};

/** A new process on another store: nothing but GitHub remembers. */
async function startAgain(): Promise<void> {
  await server.end();
  folder = await mkdtemp(join(tmpdir(), "optpass-deliveries-"));
  await start();
}

describe("a comment whose delivery goes wrong", () => {
  test.each(Object.values(mishaps))("($mishap.kind) $outcome", async ({ mishap, see }) => {
    github.webhooks.arm("issue_comment.created", mishap);
    await see();
  });
});
