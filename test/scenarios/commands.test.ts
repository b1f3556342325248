import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { answerComment } from "../../src/app/answer-comment.ts";
import { handleButton } from "../../src/app/handle-button.ts";
import { handleComment } from "../../src/app/handle-comment.ts";
import { readPaused } from "../../src/app/pause-repository.ts";
import { parseComment } from "../../src/core/commands/index.ts";
import { putSilences, readSilences } from "../../src/core/record/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
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
  room = await openRoom(github, `commands-${count}`);
}

const handle = (id: number) => handleComment(room.talk(), { form: "comment", issue: room.number, id });
const tell = async (login: string, text: string, number?: number) => {
  const id = await room.say(login, text, number);
  return { id, handled: await handle(id) };
};
const reactionsTo = (id: number) => room.conversation.ownReactions({ form: "comment", id });
const replies = () => room.comments().filter(({ author }) => author === "optpass[bot]");
const lastReply = () => replies().at(-1)?.body ?? "";

describe("who is heard", () => {
  beforeAll(enter);

  test("a command in code, a quote or an HTML comment does nothing and gets no reaction", async () => {
    const before = room.writes();
    for (const text of [
      "```\n/optpass hold\n```",
      "> /optpass hold",
      "<!--\n/optpass hold\n-->",
      "nothing",
    ]) {
      const { handled } = await tell("write", text);
      expect(handled).toEqual({ kind: "ignored", because: "no-command" });
    }
    // The comments themselves, which people wrote.
    expect(room.writes() - before).toBe(4);
  });

  test("an edited comment does nothing, whatever it says now", async () => {
    const id = await room.say("maintain", "Looks good");
    github.world.advance(2000);
    await room.as("write", "PATCH", `/issues/comments/${id}`, { body: "/optpass pause" });
    expect(await handle(id)).toEqual({ kind: "ignored", because: "edited" });
  });

  test("our own comments and those of other programs do nothing", async () => {
    const own = await room.conversation.addComment(room.number, "/optpass pause");
    expect(await handle(own.id)).toEqual({ kind: "ignored", because: "by-a-program" });
    const { handled } = await tell("helper[bot]", "/optpass hold");
    expect(handled).toEqual({ kind: "ignored", because: "by-a-program" });
  });

  test("one who may only read gets a reaction and no reply, so that strangers cannot make us write", async () => {
    const before = replies().length;
    const { id, handled } = await tell("read", "/optpass rebase\n/optpass rebsae");
    expect(handled).toMatchObject({ kind: "heard", orders: [] });
    expect(await reactionsTo(id)).toEqual(["eyes", "confused"]);
    expect(replies()).toHaveLength(before);
    expect(room.pull().labels).toEqual([]);
  });

  test("one of the team without the role is told which it needs", async () => {
    const { id } = await tell("triage", "/optpass hold");
    expect(await reactionsTo(id)).toContain("confused");
    expect(lastReply()).toContain("needs the role **write**; yours is triage");
  });

  test("who lost the role between writing and handling is refused", async () => {
    github.setRole(room.fullName, "leaver", "write");
    const id = await room.say("leaver", "/optpass hold");
    github.setRole(room.fullName, "leaver", "read");
    await handle(id);
    expect(await reactionsTo(id)).toEqual(["eyes", "confused"]);
    expect(room.pull().labels).toEqual([]);
  });

  test("a comment that is gone is no failure", async () => {
    expect(await handle(99_999_999)).toEqual({ kind: "ignored", because: "gone" });
  });
});

describe("what commands do", () => {
  beforeAll(enter);

  test("help lists every command, once, and in a reply that is no command itself", async () => {
    const { id } = await tell("read", "/optpass help");
    expect(await reactionsTo(id)).toEqual(["eyes", "rocket"]);
    expect(lastReply()).toContain("| `/optpass rebase` |");
    expect(parseComment(lastReply(), "optpass[bot]")).toEqual([]);
  });

  test("hold sets the label, without a word; unhold takes it away and looks again", async () => {
    const said = replies().length;
    const { id } = await tell("write", "/optpass hold");
    expect(room.pull().labels).toEqual(["optpass:hold"]);
    expect(await reactionsTo(id)).toEqual(["eyes", "rocket"]);
    expect(replies()).toHaveLength(said);
    const { handled } = await tell("write", "/optpass unhold");
    expect(room.pull().labels).toEqual([]);
    expect(handled).toMatchObject({ orders: [{ kind: "rerun", branch }] });
  });

  test("an order is taken with eyes, and answered once the pass has carried it out", async () => {
    const { id, handled } = await tell("write", "/optpass rebase");
    expect(handled).toMatchObject({ kind: "heard", orders: [{ kind: "rebase", branch }] });
    expect(await reactionsTo(id)).toEqual(["eyes"]);
    if (handled.kind !== "heard") throw new Error("it was not heard");
    const outcome = { kind: "done", text: null } as const;
    await answerComment(room.conversation, handled.heard, [{ verb: "rebase", outcome }]);
    expect(await reactionsTo(id)).toEqual(["eyes", "rocket"]);
  });

  test("a misspelt command gets the one that was meant", async () => {
    const { id } = await tell("write", "/optpass rebsae");
    expect(await reactionsTo(id)).toContain("confused");
    expect(lastReply()).toContain("Did you mean `/optpass rebase`?");
  });

  test("pin and limit order a rule for the container that the proposal changes", async () => {
    const { handled } = await tell(
      "write",
      "/optpass pin requests.cpu=500m\n/optpass limit api:requests.cpu<=2",
    );
    expect(handled).toMatchObject({
      orders: [
        { kind: "configure", container: "api", setting: "requests.cpu", floor: "500m", ceiling: "500m" },
        { kind: "configure", container: "api", setting: "requests.cpu", floor: null, ceiling: "2" },
      ],
    });
    await tell("write", "/optpass pin sidecar:requests.cpu=500m");
    expect(lastReply()).toContain("Say which container: `api:requests.cpu`.");
  });

  test("status says where the proposal stands, with its values", async () => {
    await tell("read", "/optpass status");
    expect(lastReply()).toMatch(/\*\*Proposed\.\*\*[\s\S]*`api requests\.cpu`: `1` → `230m`/);
  });

  test("rollback before the merge says that it works after it", async () => {
    await tell("write", "/optpass rollback");
    expect(lastReply()).toContain("This works after the merge.");
  });

  test("a command for proposals is refused on anybody else's pull request or issue", async () => {
    const theirs = await room.as("write", "POST", "/issues", { title: "A question", body: "" });
    await tell("write", "/optpass recreate", theirs.number);
    expect(lastReply()).toContain("This works on pull requests that OptPass opened.");
    const { handled } = await tell("write", "/optpass rerun", theirs.number);
    expect(handled).toMatchObject({ orders: [{ kind: "rerun", branch: null }] });
  });

  test("ignoring one setting is kept in the body, leaves the rest open and orders a look", async () => {
    const { handled } = await tell("write", "/optpass ignore api:requests.cpu --for 90d");
    expect(handled).toMatchObject({ orders: [{ kind: "rerun", branch }] });
    const body = room.pull().body ?? "";
    const [silence] = readSilences(body, room.number, room.seal);
    expect(silence).toMatchObject({ knob: { container: "api", setting: "requests.cpu" }, by: "write" });
    expect(room.pull().state).toBe("open");
    expect(body).toContain("Lowers the CPU request.");
  });

  test("ignoring without an end closes it under a label, and unignoring takes both back", async () => {
    await tell("write", "/optpass ignore --for forever");
    expect([room.pull().state, room.pull().labels]).toEqual(["closed", ["optpass:ignore"]]);
    expect(lastReply()).toContain("no proposals like it any more");
    await tell("read", "/optpass ignores");
    expect(lastReply()).toMatch(
      /no proposals like it any more[\s\S]*`api:requests\.cpu`, until .* said by write/,
    );
    const { handled } = await tell("write", "/optpass unignore");
    expect(handled).toMatchObject({ orders: [{ kind: "rerun", branch }] });
    expect(room.pull().labels).toEqual(["optpass:ignore-1s"]);
    expect(readSilences(room.pull().body ?? "", room.number, room.seal)).toEqual([]);
    await tell("read", "/optpass status");
    expect(lastReply()).toContain("**Closed.** It was closed, and may be proposed again.");
  });
});

describe("snoozing", () => {
  beforeAll(enter);

  test("closes the proposal under a label with its time, and needs no second look to do it once", async () => {
    const { id } = await tell("write", "/optpass snooze 14d");
    expect([room.pull().state, room.pull().labels]).toEqual(["closed", ["optpass:ignore-14d"]]);
    expect(lastReply()).toContain("It comes back 14d after it was closed");
    expect(await handle(id)).toEqual({ kind: "ignored", because: "answered-already" });
  });

  test("a no that somebody wrote into the body by hand is not believed", async () => {
    const knob = { container: "api", setting: "requests.cpu" } as const;
    const forged = putSilences("x", room.number, [{ knob, until: null, by: "eve" }], null);
    await room.as("write", "PATCH", `/issues/${room.number}`, { body: forged });
    await tell("read", "/optpass ignores");
    expect(lastReply()).not.toContain("eve");
    expect(lastReply()).toContain("for 14d after it was closed");
  });
});

describe("after the merge", () => {
  beforeAll(enter);

  test("rollback and verify order it from the next pass", async () => {
    await github.mergePullRequest(room.fullName, room.number);
    const { handled } = await tell("write", "/optpass rollback api:requests.cpu");
    const knob = { container: "api", setting: "requests.cpu" };
    const order = { kind: "rollback", branch, pullRequest: room.number, knob, askedBy: "write" };
    expect(handled).toMatchObject({ orders: [order] });
    expect((await tell("write", "/optpass verify")).handled).toMatchObject({
      orders: [{ kind: "verify", pullRequest: room.number }],
    });
    await tell("write", "/optpass hold");
    expect(lastReply()).toContain("This works while the pull request is open.");
  });
});

describe("pausing", () => {
  beforeAll(enter);

  test("needs a maintainer, opens the dashboard where there is none, and lasts until resume", async () => {
    await tell("write", "/optpass pause");
    expect(await readPaused(room.talk())).toBeNull();
    await tell("maintain", "/optpass pause");
    expect(await readPaused(room.talk())).toMatchObject({ by: "maintain" });
    expect(room.issues()).toMatchObject([{ title: "OptPass Dashboard", author: "optpass[bot]" }]);
    await tell("maintain", "/optpass pause");
    expect(lastReply()).toContain("It is paused already.");
    expect(room.issues()).toHaveLength(1);
    await tell("maintain", "/optpass resume");
    expect(await readPaused(room.talk())).toBeNull();
  });

  test("a dashboard that somebody else wrote pauses nothing", async () => {
    const [dashboard] = room.issues();
    await tell("maintain", "/optpass pause");
    await room.as("write", "POST", "/issues", { title: "OptPass Dashboard", body: dashboard?.body ?? "" });
    await tell("maintain", "/optpass resume");
    expect(await readPaused(room.talk())).toBeNull();
  });
});

describe("the same comment again", () => {
  beforeAll(enter);

  test("a second delivery has one effect and one reply", async () => {
    const { id } = await tell("write", "/optpass status\n/optpass hold");
    const [said, written] = [replies().length, room.writes()];
    expect(await handle(id)).toEqual({ kind: "ignored", because: "answered-already" });
    expect(replies()).toHaveLength(said);
    expect(room.writes()).toBe(written);
  });

  test("an old hold that comes again does not undo a later unhold", async () => {
    const { id } = await tell("write", "/optpass hold");
    await room.conversation.label(room.number, { add: [], remove: ["optpass:hold"] });
    await handle(id);
    expect(room.pull().labels).toEqual([]);
  });

  test("a crash before the last reaction is made good by handling it again, and replies once", async () => {
    const id = await room.say("write", "/optpass status");
    const react = "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
    // The eyes get through, what follows the reply does not.
    github.faults.arm(react, { kind: "slow", milliseconds: 1 });
    github.faults.arm(react, { kind: "not-permitted" });
    const said = replies().length;
    await expect(handle(id)).rejects.toMatchObject({ code: "unauthorized" });
    expect(replies()).toHaveLength(said + 1);
    await handle(id);
    await handle(id);
    expect(replies()).toHaveLength(said + 1);
    expect(await reactionsTo(id)).toEqual(["eyes", "rocket"]);
  });
});

describe("buttons of a check", () => {
  beforeAll(enter);

  test("are the commands of their name, for those who may", async () => {
    const press = (button: string, by: string, commit = room.pull().headSha) =>
      handleButton(room.talk(), { button, by, pullRequest: room.number, commit });
    expect(await press("rerun", "write")).toMatchObject({ order: { kind: "rerun", branch } });
    expect(await press("explain", "read")).toMatchObject({ order: { kind: "explain", branch, knob: null } });
    expect(await press("rerun", "read")).toEqual({ kind: "refused", text: null });
    expect(await press("launch", "maintain")).toBeNull();
    expect(await press("rerun", "write", "0".repeat(40))).toBeNull();
  });
});
