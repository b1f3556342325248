import { describe, expect, test } from "vitest";
import { instant } from "../core/model/index.ts";
import type { Comment, Conversation } from "../ports/conversation.ts";
import { sayOnce } from "./say-once.ts";

function aConversation() {
  const comments: Comment[] = [];
  const calls: string[] = [];
  const add = (login: string, body: string): Comment => {
    const author = { login, isBot: login !== "octocat" };
    const comment: Comment = {
      ...{ id: comments.length + 1, issue: 1, author, body, url: "" },
      ...{ createdAt: instant(0), isEdited: false },
    };
    comments.push(comment);
    return comment;
  };
  const conversation: Pick<Conversation, "self" | "comments" | "addComment" | "editComment"> = {
    self: async () => ({ login: "optpass[bot]", isBot: true }),
    comments: async () => comments,
    async addComment(_issue, body) {
      calls.push("add");
      return add("optpass[bot]", body);
    },
    async editComment(id, body) {
      calls.push("edit");
      const at = comments.findIndex((one) => one.id === id);
      const old = comments[at];
      if (old !== undefined) comments[at] = { ...old, body };
    },
  };
  return { comments, calls, add, say: sayOnce(conversation) };
}

describe("saying something at a pull request", () => {
  test("twice is one comment, and another text edits it in place", async () => {
    const { calls, comments, say } = aConversation();

    await say(7, "rejected", "Heard.");
    await say(7, "rejected", "Heard.");
    await say(7, "rejected", "Heard, until May.");

    expect(calls).toEqual(["add", "edit"]);
    expect(comments.map(({ body }) => body.split("\n")[0])).toEqual(["Heard, until May."]);
  });

  test("about another topic is another comment, and a person's copy of ours is never edited", async () => {
    const { calls, comments, add, say } = aConversation();
    await say(7, "rejected", "Heard.");
    add("octocat", comments[0]?.body ?? "");
    comments.shift();

    await say(7, "rejected", "Heard again.");
    await say(7, "edited", "Yours.");

    expect(calls).toEqual(["add", "add", "add"]);
  });
});
