import { describe, expect, test } from "vitest";
import { duration, instant, type Role } from "../core/model/index.ts";
import type { Comment, Conversation, Issue } from "../ports/conversation.ts";
import { handleComment } from "./handle-comment.ts";
import { noRecorder } from "./recorder.ts";
import type { Talk } from "./talk.ts";

const at = instant(1_795_500_000_000);
const comment: Comment = {
  id: 5,
  issue: 7,
  author: { login: "ann", isBot: false },
  body: "/optpass hold",
  url: "",
  createdAt: at,
  isEdited: false,
};
const proposal: Issue = {
  number: 7,
  url: "",
  title: "",
  body: "",
  state: "open",
  author: { login: "optpass[bot]", isBot: true },
  labels: [],
  pullRequest: { headBranch: "optpass/a/b/resources", headCommit: "c1", isMerged: false, isFork: false },
};

/** What a repository with one comment is asked and told, in words. */
function repository(said: Partial<Comment>, about: Issue = proposal, role: Role = "write") {
  const told: string[] = [];
  const replies: Comment[] = [];
  const heard: Comment = { ...comment, ...said };
  const conversation: Conversation = {
    self: async () => ({ login: "optpass[bot]", isBot: true }),
    roleOf: async () => role,
    comment: async () => heard,
    review: async () => heard,
    reviewComment: async () => heard,
    comments: async () => replies,
    addComment: async (issue, body) => {
      const reply = { ...comment, id: 100, issue, body, author: proposal.author };
      replies.push(reply);
      told.push(`reply ${body.split("\n")[0]}`);
      return reply;
    },
    editComment: async () => void told.push("edit"),
    react: async (_, reaction) => void told.push(`react ${reaction}`),
    ownReactions: async () => [],
    label: async (_, { add }) => void told.push(`label ${add}`),
    issue: async () => about,
    ownIssues: async () => [],
    openIssue: async () => about,
    pinIssue: async () => {},
    editIssue: async () => void told.push("edit issue"),
  };
  const talk: Talk = {
    conversation,
    seal: null,
    policy: { rejections: { lasts: duration(60, "d"), within: 0.2 }, dashboard: null },
    dashboardTemplate: "",
    now: at,
    nextPass: null,
    recorder: noRecorder,
  };
  return { talk, told };
}

const fork: Issue = {
  ...proposal,
  author: { login: "eve", isBot: false },
  pullRequest: { headBranch: "optpass/a/b/resources", headCommit: "c1", isMerged: false, isFork: true },
};

describe("a pull request from a fork", () => {
  test("hears nothing but help", async () => {
    const { talk, told } = repository({ body: "/optpass hold\n/optpass pause" }, fork, "admin");

    const handled = await handleComment(talk, { form: "comment", issue: 7, id: 5 });

    expect(handled).toEqual({ kind: "ignored", because: "from-a-fork" });
    expect(told).toEqual([]);
  });

  test("hears help, and leaves the rest of the comment alone", async () => {
    const { talk, told } = repository({ body: "/optpass pause\n/optpass help" }, fork, "admin");

    await handleComment(talk, { form: "comment", issue: 7, id: 5 });

    expect(told).toEqual(["react eyes", "reply | Command | What it does | Needs | On |", "react rocket"]);
  });
});

describe("a review", () => {
  const review = { form: "review", issue: 7, id: 5 } as const;

  test("is answered in words, since it can have no reaction, and once", async () => {
    const { talk, told } = repository({});

    await handleComment(talk, review);

    expect(told).toEqual(["label optpass:hold", "reply Done."]);
    expect(await handleComment(talk, review)).toEqual({ kind: "ignored", because: "answered-already" });
  });

  test("of somebody who may only read gets no answer at all", async () => {
    const { talk, told } = repository({}, proposal, "read");

    await handleComment(talk, review);

    expect(told).toEqual([]);
  });
});

test("nothing is paused where the dashboard is off, and the reply says what does the same", async () => {
  const { talk, told } = repository({ body: "/optpass pause" }, proposal, "admin");

  await handleComment(talk, { form: "comment", issue: 7, id: 5 });

  expect(told[1]).toContain("`mode: observe` in the configuration does the same");
});
