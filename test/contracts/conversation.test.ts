import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createGitHubConversation } from "../../src/adapters/github/index.ts";
import { instant } from "../../src/core/model/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { branch, openRoom } from "../support/talk/open-room.ts";

let github: FakeGitHub;
let room: Awaited<ReturnType<typeof openRoom>>;
let count = 0;
const everything = instant(0);

beforeAll(async () => {
  github = await startFakeGitHub();
  count += 1;
  room = await openRoom(github, `talk-${count}`);
});
afterAll(() => github.stop());
afterEach(() => {
  github.faults.clear();
  expect(github.violations).toEqual([]);
});

describe("a conversation on GitHub", () => {
  test("knows who we are, and what others may do by the name of their role", async () => {
    expect(await room.conversation.self()).toEqual({ login: "optpass[bot]", isBot: true });
    for (const role of ["read", "triage", "write", "maintain"] as const) {
      expect(await room.conversation.roleOf(role)).toBe(role);
    }
    expect(await room.conversation.roleOf("stranger")).toBe("none");
    github.world.goneLogins.add("nobody");
    expect(await room.conversation.roleOf("nobody")).toBe("none");
  });

  test("asks for the role every time: it may have changed since", async () => {
    github.setRole(room.fullName, "mallory", "write");
    expect(await room.conversation.roleOf("mallory")).toBe("write");
    github.setRole(room.fullName, "mallory", "read");
    expect(await room.conversation.roleOf("mallory")).toBe("read");
  });

  test("reads a comment with its writer and place, and tells whether it was edited", async () => {
    const id = await room.say("write", "hello");
    expect(await room.conversation.comment(id)).toMatchObject({
      ...{ id, issue: room.number, body: "hello", isEdited: false },
      author: { login: "write", isBot: false },
    });
    github.world.advance(5000);
    await room.as("write", "PATCH", `/issues/comments/${id}`, { body: "bye" });
    expect(await room.conversation.comment(id)).toMatchObject({ body: "bye", isEdited: true });
    expect(await room.conversation.comment(99_999_999)).toBeNull();
  });

  test("lists comments since a moment, oldest first, over several pages", async () => {
    const issue = await room.conversation.openIssue({ title: "Many", body: "" });
    for (let index = 0; index < 103; index += 1) await room.say("write", `c${index}`, issue.number);
    const listed = await room.conversation.comments(issue.number, everything);
    expect(listed.map(({ body }) => body)).toEqual(Array.from({ length: 103 }, (_, index) => `c${index}`));
    const later = instant(github.world.now().getTime() + 60_000);
    expect(await room.conversation.comments(issue.number, later)).toEqual([]);
  });

  test.each([0, 2])(
    "a comment whose answer is lost is written once, though %i lists lack it",
    async (lag) => {
      const issue = await room.conversation.openIssue({ title: "Lost", body: "" });
      github.world.limits.lagReads = lag;
      github.faults.arm("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        kind: "reset",
        when: "after",
      });
      await room.conversation.addComment(issue.number, "once");
      github.world.limits.lagReads = 0;
      expect(await room.conversation.comments(issue.number, everything)).toHaveLength(1);
    },
  );

  test("a reaction twice is a reaction once, and only ours count as ours", async () => {
    const id = await room.say("write", "hello");
    await room.as("write", "POST", `/issues/comments/${id}/reactions`, { content: "confused" });
    await room.conversation.react({ form: "comment", id }, "eyes");
    await room.conversation.react({ form: "comment", id }, "eyes");
    expect(await room.conversation.ownReactions({ form: "comment", id })).toEqual(["eyes"]);
  });

  test("labels are made where they are missing, and taken away twice without complaint", async () => {
    await room.conversation.label(room.number, { add: ["optpass:hold"], remove: [] });
    expect((await room.conversation.issue(room.number))?.labels).toEqual(["optpass:hold"]);
    await room.conversation.label(room.number, { add: [], remove: ["optpass:hold"] });
    await room.conversation.label(room.number, { add: [], remove: ["optpass:hold"] });
    expect((await room.conversation.issue(room.number))?.labels).toEqual([]);
  });

  test("a pull request says where its branch is, an issue that it is none", async () => {
    expect(await room.conversation.issue(room.number)).toMatchObject({
      author: { login: "optpass[bot]" },
      pullRequest: { headBranch: branch, isMerged: false, isFork: false },
    });
    const issue = await room.conversation.openIssue({ title: "Plain", body: "text" });
    expect(await room.conversation.issue(issue.number)).toMatchObject({ title: "Plain", pullRequest: null });
    expect(await room.conversation.issue(9999)).toBeNull();
  });

  test("own issues are ours only, without pull requests, closed ones too", async () => {
    await room.as("write", "POST", "/issues", { title: "Theirs", body: "" });
    const ours = await room.conversation.openIssue({ title: "Ours", body: "" });
    await room.conversation.editIssue(ours.number, { state: "closed", body: "new" });
    const listed = await room.conversation.ownIssues();
    expect(listed[0]).toMatchObject({ number: ours.number, state: "closed", body: "new" });
    expect(
      listed.every(({ author, pullRequest }) => author.login === "optpass[bot]" && pullRequest === null),
    ).toBe(true);
  });

  test("an issue whose answer is lost is opened once", async () => {
    github.faults.arm("POST /repos/{owner}/{repo}/issues", { kind: "reset", when: "after" });
    const { number } = await room.conversation.openIssue({ title: "Only one", body: "text" });
    const same = (await room.conversation.ownIssues()).filter(({ title }) => title === "Only one");
    expect(same.map((each) => each.number)).toEqual([number]);
  });

  test("without the permission for issues, comments on pull requests work and issues say what is missing", async () => {
    const app = github.createApp({ account: "acme", slug: "poor", repositories: [room.fullName] });
    const poor = createGitHubConversation({ ...room.options, auth: { kind: "app", ...app } });
    await poor.addComment(room.number, "still here");
    await expect(poor.openIssue({ title: "No", body: "" })).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining("Issues: write"),
    });
  });

  test("a text that GitHub does not take is refused before it is sent", async () => {
    await expect(room.conversation.addComment(room.number, "x".repeat(65_537))).rejects.toMatchObject({
      code: "rejected",
    });
  });
});
