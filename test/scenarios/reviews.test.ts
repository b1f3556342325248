import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { deployment, manifest } from "../support/life/open-life.ts";
import { serveRepository } from "../support/server/serve-repository.ts";

let github: FakeGitHub;
let served: Awaited<ReturnType<typeof serveRepository>>;
let number: number;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github.stop());

/** A repository where the app has opened a proposal. */
beforeAll(async () => {
  count += 1;
  served = await serveRepository(github, {
    name: `reviews-${count}`,
    files: { ".github/optpass.yml": "version: 1\n", [manifest]: deployment },
  });
  const { fullName: repository } = served;
  github.setRole(repository, "octocat", "maintain");
  github.setRole(repository, "reader", "read");
  github.setRole(repository, "writer", "write");
  await served.after(() => github.pushCommit({ repository, files: { "apps/other.yaml": "a: 1\n" } }));
  const [pull] = served.repository().pulls.values();
  if (pull === undefined) throw new Error(`there is no proposal: ${served.log()}`);
  number = pull.number;
});
afterAll(async () => {
  await served.end();
  expect(github.violations).toEqual([]);
});
afterEach(() => expect(served.log()).not.toMatch(/"level":(?:50|60)/));

const proposal = () => {
  const pull = served.repository().pulls.get(number);
  if (pull === undefined) throw new Error("there is no proposal");
  return pull;
};
const replies = () => [...served.repository().comments.values()].map(({ body }) => body);
const review = (body: string, by = "octocat") =>
  served.after(() => github.reviewPullRequest(served.fullName, number, { state: "COMMENTED", body, by }));
const say = (body: string, by = "octocat") => {
  let id = 0;
  const draft = () => ({ path: manifest, line: line(), body, by });
  return served
    .after(() => {
      id = github.commentOnLine(served.fullName, number, draft());
    })
    .then((did) => ({ did, comment: () => served.repository().reviewComments.get(id) }));
};
const line = () => deployment.split("\n").findIndex((text) => text.includes("cpu:")) + 1;
const reactions = (comment: { readonly reactions: readonly { readonly content: string }[] } | undefined) =>
  comment?.reactions.map(({ content }) => content);

describe("a command that comes with a review", () => {
  test("is carried out and answered in words, since reviews have no reactions", async () => {
    const did = await review("Not today.\n\n/optpass hold");

    expect(did).toContain("comment: answered: hold");
    expect(proposal().labels).toContain("optpass:hold");
    expect(replies().at(-1)).toMatch(/^Done\./);
  });

  test("is carried out once, however often it is delivered", async () => {
    github.webhooks.arm("pull_request_review.submitted", { kind: "duplicate" });
    const before = replies().length;

    await review("/optpass unhold");

    expect(proposal().labels).not.toContain("optpass:hold");
    expect(replies()).toHaveLength(before + 1);
  });

  test("is nothing where somebody changed the review before we read it, or edits it later", async () => {
    const before = replies().length;
    const told = await served.after(async () => {
      const order = { state: "COMMENTED", body: "/optpass status", by: "octocat" } as const;
      const id = await github.reviewPullRequest(served.fullName, number, order);
      github.editReview(served.fullName, number, id, "/optpass pause", "writer");
    });

    expect(told).toContain("comment: ignored: edited");
    expect(replies()).toHaveLength(before);
  });

  test("of somebody who may only read is not answered, and does nothing", async () => {
    const before = replies().length;

    await review("/optpass hold", "reader");

    expect(proposal().labels).not.toContain("optpass:hold");
    expect(replies()).toHaveLength(before);
  });
});

describe("a command on a line of the diff", () => {
  test("is carried out and gets a reaction, like any comment", async () => {
    const { did, comment } = await say("/optpass hold");

    expect(did).toContain("comment: answered: hold");
    expect(reactions(comment())).toEqual(["eyes", "rocket"]);
    expect(proposal().labels).toContain("optpass:hold");
  });

  test("is answered in words where there are some, and a second delivery adds none", async () => {
    github.webhooks.arm("pull_request_review_comment.created", { kind: "duplicate" });
    const before = replies().length;

    const { comment } = await say("/optpass explain");

    expect(replies()).toHaveLength(before + 1);
    expect(replies().at(-1)).toContain("requests.cpu");
    expect(reactions(comment())).toContain("rocket");
  });

  test("that is wrong, or of somebody who may not, is refused by a reaction", async () => {
    const typo = await say("/optpass unhodl");
    const reader = await say("/optpass unhold", "reader");

    expect(reactions(typo.comment())).toContain("confused");
    expect(replies().at(-1)).toContain("unhold");
    expect(reactions(reader.comment())).toContain("confused");
    expect(proposal().labels).toContain("optpass:hold");
  });
});
