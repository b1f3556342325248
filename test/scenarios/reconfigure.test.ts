import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { deployment, manifest } from "../support/life/open-life.ts";
import { serveRepository } from "../support/server/serve-repository.ts";

const config = ".github/optpass.yml";
const branch = "optpass/reconfigure";
const hour = 3_600_000;

let github: FakeGitHub;
let served: Awaited<ReturnType<typeof serveRepository>>;
let number: number;

beforeAll(async () => {
  github = await startFakeGitHub();
  served = await serveRepository(github, {
    name: "reconfigured",
    files: { [config]: "version: 1\n", [manifest]: deployment },
  });
});
afterAll(async () => {
  await served.end();
  await github.stop();
});
afterEach(() => {
  expect(github.violations).toEqual([]);
  expect(served.log()).not.toMatch(/"level":(?:50|60)/);
});

const comments = () => [...served.repository().comments.values()].filter(({ issue }) => issue === number);
const preview = () => comments()[0]?.body ?? "";
const push = (text: string, to = branch) =>
  served.after(() =>
    github.pushCommit({ repository: served.fullName, branch: to, files: { [config]: text } }),
  );
/** A pass that something else brings. */
async function pass() {
  const files = { "apps/other.yaml": `a: ${Math.random()}\n` };
  await served.after(() => github.pushCommit({ repository: served.fullName, files }));
}

// One story, told in order.
describe("a pull request from the branch optpass/reconfigure", () => {
  test("gets a preview of what its configuration would do, beside the check, and keeps its own words", async () => {
    await push("version: 1\nmode: dashboard\nlimits: { open: 2 }\n");
    await served.after(async () => {
      number = await github.openPullRequest(served.fullName, branch, { title: "Fewer", body: "My words." });
    });

    expect(comments()).toHaveLength(1);
    expect(preview()).toContain("What a pass would do with the configuration in this branch");
    expect(preview()).toContain("payments/api");
    expect(preview()).toContain("At most 2 pull requests");
    expect(served.repository().pulls.get(number)?.body).toBe("My words.");
    expect(served.checks("optpass/config")).toMatchObject([{ conclusion: "success" }]);
  });

  test("has it rewritten in place when the branch moves, and not by passes over the same", async () => {
    await push("version: 1\nrules: [{ match: { workloads: [api] }, set: { enabled: false } }]\n");
    expect(comments()).toHaveLength(1);
    expect(preview()).toContain("Nothing would be proposed today");

    const before = preview();
    await pass();
    github.log.clear();
    await pass();
    expect(preview()).toBe(before);
    expect(github.log.writes().filter(({ operation }) => operation?.includes("comments"))).toEqual([]);
  });

  test("is told what is wrong in a preview of what holds today", async () => {
    await push("version: 1\nlimts: { open: 1 }\n");

    expect(preview()).toContain("did you mean");
    expect(preview()).toContain("the one of the default branch");
    expect(preview()).toContain("payments/api");
  });

  test("has a new one after a day, since values move", async () => {
    const before = preview();
    github.world.advance(25 * hour);
    await pass();
    expect(comments()).toHaveLength(1);
    expect(preview()).not.toBe(before);
  });

  test("closed, it is left alone", async () => {
    github.closePullRequest(served.fullName, number);
    await served.rest();
    const before = preview();
    github.world.advance(25 * hour);
    await pass();
    expect(preview()).toBe(before);
  });
});

test("a fork that calls its branch so gets a check and no preview: nothing of it is carried out", async () => {
  let fork = 0;
  await served.after(async () => {
    const files = { [config]: "version: 1\nmode: pr\n" };
    const draft = { owner: "eve", branch, title: "Mine", files };
    fork = await github.openForkPullRequest(served.fullName, draft);
  });
  await pass();

  expect([...served.repository().comments.values()].filter(({ issue }) => issue === fork)).toEqual([]);
});
