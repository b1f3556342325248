import { describe, expect, test } from "vitest";
import { duration, instant } from "../core/model/index.ts";
import type { CodeHost } from "../ports/code-host.ts";
import type { Conversation, Issue } from "../ports/conversation.ts";
import { noRecorder } from "./recorder.ts";
import { repositoryJobs } from "./repository-jobs.ts";
import type { Talk } from "./talk.ts";
import type { Wishes } from "./tend-repository.ts";

const branch = "optpass/payments/api/resources";
const now = instant(1_795_500_000_000);
const self = { login: "optpass[bot]", isBot: true };
const box = (tick: string) => `- [${tick}] <!-- optpass:recreate=${branch} -->Throw it away`;
const repository = "acme/infra";
const lease = { check: async () => {}, also: async () => {} };

/** A repository with one proposal and one comment, and what is asked of it, in words. */
function repositoryWith(
  said: string,
  options: { readonly configured?: boolean; readonly body?: string } = {},
) {
  const told: string[] = [];
  const tended: Wishes[] = [];
  let body = options.body ?? "";
  const issue = (): Issue => ({
    ...{ number: 7, url: "", title: "", body, state: "open", author: self, labels: [] },
    pullRequest: { headBranch: branch, headCommit: "c1", isMerged: false, isFork: false },
  });
  const comment = {
    ...{ id: 5, issue: 7, author: { login: "ann", isBot: false }, body: said, url: "", createdAt: now },
    isEdited: false,
  };
  const conversation: Conversation = {
    self: async () => self,
    roleOf: async () => "write",
    comment: async () => comment,
    review: async () => null,
    reviewComment: async () => null,
    pinIssue: async () => {},
    comments: async () => [],
    addComment: async (_, text) => {
      told.push(`reply: ${text.split("\n")[0]}`);
      return { ...comment, id: 100, body: text };
    },
    editComment: async () => {},
    react: async (_, reaction) => void told.push(`react: ${reaction}`),
    ownReactions: async () => [],
    label: async (_, { add }) => void told.push(`label: ${add}`),
    issue: async () => issue(),
    ownIssues: async () => [],
    openIssue: async () => issue(),
    editIssue: async (_, change) => {
      body = change.body ?? body;
      told.push("edit the body");
    },
  };
  const pullRequest = { number: 7, headBranch: branch, headCommit: "c1" };
  // Nothing else of it is asked.
  const host = {
    openPullRequests: async () => [pullRequest],
    pullRequests: async () => [],
    cost: () => ({ requests: 0, writes: 0, points: 0 }),
  } as unknown as CodeHost;
  const talk: Talk = {
    ...{ conversation, seal: null, dashboardTemplate: "", now, nextPass: null, recorder: noRecorder },
    policy: { rejections: { lasts: duration(60, "d"), within: 0.2 }, dashboard: null },
  };
  const jobs = repositoryJobs({
    open: () => ({
      ...{ host, conversation, checks: { report: async () => {} } },
      readConfiguration: async () => ({ ok: false, error: [] }),
      talk: async () => (options.configured === false ? null : talk),
      async tend(wishes) {
        told.push("pass");
        tended.push(wishes);
        return { kind: "stopped", because: "a test" };
      },
    }),
    finished: () => ({ did: "passed", nextPass: now }),
  });
  return { jobs, told, tended, body: () => body };
}

const comment = { kind: "comment", repository, form: "comment", issue: 7, comment: 5 } as const;
const checkbox = { kind: "checkbox", repository, on: "pull-request", number: 7, by: "ann" } as const;
const button = { kind: "button", repository, check: 1, commit: "c1", button: "rerun", by: "ann" } as const;

describe("a comment", () => {
  test("that needs no pass is answered without one, and plans none", async () => {
    const { jobs, told } = repositoryWith("/optpass hold");

    expect(await jobs.comment(comment, lease)).toEqual({ did: "answered: hold", nextPass: null });
    expect(told).toEqual(["react: eyes", "label: optpass:hold", "react: rocket"]);
  });

  test("that orders something is answered after the pass that carries it out", async () => {
    const { jobs, told, tended } = repositoryWith("/optpass rebase");

    expect(await jobs.comment(comment, lease)).toEqual({ did: "passed", nextPass: now });
    expect(told).toEqual(["react: eyes", "pass", expect.stringContaining("reply: "), "react: confused"]);
    expect(tended).toEqual([{ orders: [{ kind: "rebase", branch }], handled: [], recheck: null }]);
  });

  test("that says nothing to us is left alone", async () => {
    const { jobs, told } = repositoryWith("looks good");

    expect(await jobs.comment(comment, lease)).toEqual({ did: "ignored: no-command", nextPass: null });
    expect(told).toEqual([]);
  });

  test("in a repository whose configuration is wrong is not answered by it", async () => {
    const { jobs, told } = repositoryWith("/optpass hold", { configured: false });

    expect((await jobs.comment(comment, lease)).did).toBe("no configuration to answer by");
    expect(told).toEqual([]);
  });
});

describe("a ticked box", () => {
  test("is unticked after the pass that carries it out, and not before", async () => {
    const { jobs, told, body } = repositoryWith("", { body: box("x") });

    await jobs.checkbox(checkbox, lease);

    expect(told).toEqual(["pass", "edit the body"]);
    expect(body()).toBe(box(" "));
  });

  test("that is not ticked any more is no reason to pass", async () => {
    const { jobs, told } = repositoryWith("", { body: box(" ") });

    expect((await jobs.checkbox(checkbox, lease)).did).toBe("no box of ours was ticked");
    expect(told).toEqual([]);
  });
});

describe("a button of a check", () => {
  test("orders what the command of its name does", async () => {
    const { jobs, tended } = repositoryWith("");

    await jobs.button(button, lease);

    expect(tended).toEqual([{ orders: [{ kind: "rerun", branch }], handled: [], recheck: null }]);
  });

  test("of GitHub's own, to run a check again, is a pass that writes the check anew", async () => {
    const { jobs, tended } = repositoryWith("");

    await jobs["proposal-recheck"](
      { kind: "proposal-recheck", repository, commit: "c1", isThere: true },
      lease,
    );

    expect(tended).toEqual([{ orders: [], handled: [], recheck: { commit: "c1", isThere: true } }]);
  });

  test("on a commit that is no head any more does nothing", async () => {
    const { jobs, tended } = repositoryWith("");

    expect((await jobs.button({ ...button, commit: "c0" }, lease)).did).toBe("nothing to press");
    expect(tended).toEqual([]);
  });
});
