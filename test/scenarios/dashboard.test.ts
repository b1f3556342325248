import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createGitHubConversation } from "../../src/adapters/github/index.ts";
import { clearTicks, handleTicks } from "../../src/app/handle-ticks.ts";
import { readPaused } from "../../src/app/pause-repository.ts";
import { showDashboard } from "../../src/app/show-dashboard.ts";
import type { DashboardItem, DashboardView } from "../../src/core/dashboard/index.ts";
import { checkbox, readCheckboxes } from "../../src/core/model/index.ts";
import { putPause } from "../../src/core/record/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { branch, openRoom } from "../support/talk/open-room.ts";

let github: FakeGitHub;
let room: Awaited<ReturnType<typeof openRoom>>;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github.stop());
afterEach(() => {
  github.faults.clear();
  expect(github.violations).toEqual([]);
});

async function enter(): Promise<void> {
  count += 1;
  room = await openRoom(github, `dashboard-${count}`);
}

const item: DashboardItem = {
  section: "open",
  title: "payments/api: cpu 1 → 230m",
  branch,
  number: 1,
  detail: "",
};
const found: Omit<DashboardView, "paused"> = {
  problems: [],
  sources: [],
  items: [item],
  inBalance: [],
  managed: [],
};
const show = (view: Partial<typeof found> = {}) => showDashboard(room.talk(), { ...found, ...view });
const dashboard = () => {
  const [first] = room.issues();
  if (first === undefined) throw new Error("there is no dashboard");
  return first;
};
const person = (login: string) => ({ login, isBot: false });
const edit = (login: string, body: string, number = dashboard().number) =>
  room.as(login, "PATCH", `/issues/${number}`, { body });
const tick = (body: string, verb: string) =>
  body.replace(new RegExp(`\\[ \\](?= <!-- optpass:${verb}=)`), "[x]");
const ticked = (body: string | null) => readCheckboxes(body ?? "").filter(({ isTicked }) => isTicked);

describe("the dashboard issue", () => {
  beforeAll(enter);

  test("is opened once, and a second pass over the same world writes nothing", async () => {
    expect(await show()).toMatchObject({ kind: "opened" });
    const writes = room.writes();
    expect(await show()).toMatchObject({ kind: "unchanged" });
    expect(room.writes()).toBe(writes);
    expect(room.issues()).toHaveLength(1);
  });

  test("is pinned when it is opened, and never again: a person may unpin it", async () => {
    const pinned = () => existingRepository(github.world, room.fullName).pinned;
    expect(pinned()).toEqual([dashboard().number]);
    pinned().length = 0;
    await show({ problems: ["something else"] });
    await show();
    expect(pinned()).toEqual([]);
  });

  test("is there all the same where no more can be pinned, or pinning fails otherwise", async () => {
    for (const fail of [
      () => existingRepository(github.world, room.fullName).pinned.push(91, 92, 93),
      () => github.faults.arm("POST /graphql pinIssue", { kind: "not-permitted" }),
    ]) {
      await enter();
      fail();
      expect(await show()).toMatchObject({ kind: "opened" });
      expect(await show()).toMatchObject({ kind: "unchanged" });
      expect(room.issues()).toHaveLength(1);
    }
  });

  test("is written again when it says something else", async () => {
    expect(await show({ items: [{ ...item, title: "payments/api: cpu 1 → 300m" }] })).toMatchObject({
      kind: "updated",
    });
    expect(dashboard().body).toContain("300m");
  });

  test("comes back when a person closed it and there is something to see, and not else", async () => {
    await room.as("write", "PATCH", `/issues/${dashboard().number}`, { state: "closed" });
    expect(await show({ items: [] })).toMatchObject({ kind: "left-closed" });
    expect(dashboard().state).toBe("closed");
    expect(await show()).toMatchObject({ kind: "updated" });
    expect(dashboard().state).toBe("open");
  });

  test("one that two passes opened at once is one again after the next", async () => {
    await room.conversation.openIssue({ title: "OptPass Dashboard", body: dashboard().body ?? "" });
    await show();
    expect(room.issues().map(({ state }) => state)).toEqual(["open", "closed"]);
  });

  test("one of somebody else is not touched, whatever its text", async () => {
    const theirs = await room.as("write", "POST", "/issues", { title: "Mine", body: dashboard().body });
    await show({ items: [{ ...item, title: "payments/api: cpu 1 → 310m" }] });
    expect(room.issues().find(({ number }) => number === theirs.number)?.body).not.toContain("310m");
  });

  test("keeps a pause through every rewriting, and shows it", async () => {
    const pause = { by: "maintain", since: "2026-11-24T00:00:00Z" };
    const body = putPause(dashboard().body ?? "", pause, room.seal);
    await room.conversation.editIssue(dashboard().number, { body });
    await show({ items: [{ ...item, title: "payments/api: cpu 1 → 320m" }] });
    expect(dashboard().body).toContain("Paused by maintain");
    expect(await readPaused(room.talk())).toEqual(pause);
  });

  test("without the permission for issues there is none, and nothing fails", async () => {
    const app = github.createApp({ account: "acme", slug: "poor", repositories: [room.fullName] });
    const conversation = createGitHubConversation({ ...room.options, auth: { kind: "app", ...app } });
    const shown = await showDashboard({ ...room.talk(), conversation }, found);
    expect(shown).toMatchObject({ kind: "not-allowed", message: expect.stringContaining("Issues: read") });
    expect(await readPaused({ ...room.talk(), conversation })).toBeNull();
  });

  test("is none where the policy has none", async () => {
    const policy = { ...room.talk().policy, dashboard: null };
    expect(await showDashboard({ ...room.talk(), policy }, found)).toEqual({ kind: "off" });
  });
});

describe("ticks", () => {
  beforeAll(enter);

  test("a tick made while a pass writes the dashboard survives", async () => {
    await show();
    const { conversation } = room;
    const slow = {
      ...room.talk(),
      conversation: {
        ...conversation,
        // Somebody ticks between the list that the pass read and its write.
        ownIssues: async () => {
          const listed = await conversation.ownIssues();
          await edit("write", tick(dashboard().body ?? "", "rebase"));
          return listed;
        },
      },
    };
    await showDashboard(slow, { ...found, items: [{ ...item, title: "payments/api: cpu 1 → 240m" }] });
    expect(dashboard().body).toContain("240m");
    expect(ticked(dashboard().body)).toMatchObject([{ verb: "rebase", subject: branch }]);
  });

  test("are orders of a person who may write, unticked once they are carried out, others kept", async () => {
    const ticks = await handleTicks(room.talk(), room.host, {
      number: dashboard().number,
      by: person("write"),
      change: null,
    });
    expect(ticks.orders).toEqual([{ kind: "rebase", branch }]);
    await show({ items: [item, { ...item, section: "errored", branch: "optpass/shop/cart/resources" }] });
    await edit("write", tick(dashboard().body ?? "", "retry"));
    await clearTicks(room.talk(), dashboard().number, ticks.handled);
    expect(ticked(dashboard().body)).toMatchObject([{ verb: "retry" }]);
  });

  test("a tick that our own write overwrote a moment later is known from the event", async () => {
    const before = dashboard().body ?? "";
    const after = tick(before, "rebase");
    const ticks = await handleTicks(room.talk(), room.host, {
      number: dashboard().number,
      by: person("write"),
      change: { before, after },
    });
    expect(ticks.orders).toContainEqual({ kind: "rebase", branch });
  });

  test("of programs, of ourselves and of people who may only read order nothing", async () => {
    await edit("write", tick(dashboard().body ?? "", "rebase"));
    for (const by of [
      person("triage"),
      { login: "other[bot]", isBot: true },
      { login: "optpass[bot]", isBot: true },
    ]) {
      const ticks = await handleTicks(room.talk(), room.host, {
        number: dashboard().number,
        by,
        change: null,
      });
      expect(ticks).toEqual({ orders: [], handled: [] });
    }
  });

  test("the box for all orders every one of its verb", async () => {
    const two = [item, { ...item, branch: "optpass/shop/cart/resources" }];
    await show({ items: two });
    const body = (dashboard().body ?? "").replaceAll("[x]", "[ ]");
    await edit("write", body.replace("[ ] <!-- optpass:rebase=all -->", "[x] <!-- optpass:rebase=all -->"));
    const { orders } = await handleTicks(room.talk(), room.host, {
      number: dashboard().number,
      by: person("write"),
      change: null,
    });
    expect(orders).toEqual(two.map(({ branch }) => ({ kind: "rebase", branch })));
  });

  test("in a proposal order of that proposal only", async () => {
    const foreign = checkbox("recreate", "optpass/shop/cart/resources", "Another one");
    const own = checkbox("recreate", branch, "This one");
    const body = `${tick(foreign, "recreate")}\n${tick(own, "recreate")}\n`;
    await edit("write", body, room.number);
    const { orders } = await handleTicks(room.talk(), room.host, {
      number: room.number,
      by: person("write"),
      change: null,
    });
    expect(orders).toEqual([{ kind: "recreate", branch }]);
  });

  test("in an issue that somebody else opened order nothing", async () => {
    const theirs = await room.as("write", "POST", "/issues", {
      title: "OptPass Dashboard",
      body: tick(dashboard().body ?? "", "rebase"),
    });
    const ticks = await handleTicks(room.talk(), room.host, {
      number: theirs.number,
      by: person("write"),
      change: null,
    });
    expect(ticks.orders).toEqual([]);
  });

  test("proposing again what was closed takes the no back", async () => {
    github.closePullRequest(room.fullName, room.number, "write");
    await show({ items: [{ ...item, section: "closed" }] });
    await edit("write", tick(dashboard().body ?? "", "unignore"));
    const { orders } = await handleTicks(room.talk(), room.host, {
      number: dashboard().number,
      by: person("write"),
      change: null,
    });
    expect(orders).toEqual([{ kind: "rerun", branch }]);
    expect(room.pull().labels).toEqual(["optpass:ignore-1s"]);
  });
});
