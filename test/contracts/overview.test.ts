import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  createGitHubMemory,
  type GitHubMemory,
  openGitHubRepository,
} from "../../src/adapters/github/index.ts";
import { duration } from "../../src/core/model/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";

const permissions = { contents: "write", pull_requests: "write", issues: "write", checks: "write" } as const;
const wanted = {
  headPrefix: "optpass",
  check: "optpass/proposal",
  paths: [".github/optpass.yml", "link.yml"],
};

let github: FakeGitHub;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterEach(() => {
  github.faults.clear();
  expect(github.violations).toEqual([]);
});
afterAll(() => github.stop());

async function enter(files: Readonly<Record<string, string>> = { "a.yaml": "a: 1\n" }) {
  count += 1;
  const [name, fullName] = [`overview-${count}`, `acme/overview-${count}`];
  await github.createRepository({ owner: "acme", name, files });
  const app = github.createApp({ account: "acme", permissions, repositories: [fullName] });
  const repository = existingRepository(github.world, fullName);
  const open = (memory: GitHubMemory = createGitHubMemory()) =>
    openGitHubRepository({
      repository: fullName,
      auth: { kind: "app", ...app },
      baseUrl: github.url,
      limits: { millisecondsPerSecond: 5 },
      memory,
    });
  /** Lets a pull request be there, as if it had been opened, without a branch for each. */
  const list = async (many: number, headRef: (index: number) => string) => {
    await github.pushCommit({ repository: fullName, branch: "optpass/x", files: { "a.yaml": "a: 2\n" } });
    const draft = { headBranch: "optpass/x", baseBranch: "main", title: "T", body: "B" };
    const { number } = await open().host.openPullRequest(draft);
    const first = repository.pulls.get(number);
    if (first === undefined) throw new Error("there is no pull request");
    for (let index = 0; index < many; index += 1) {
      const at = 1_000 + index;
      const more = { state: "closed" as const, headRef: headRef(index), number: at, id: first.id + at };
      repository.pulls.set(at, { ...first, ...more });
    }
  };
  const asked = () => github.log.entries.filter(({ operation }) => operation === "POST /graphql").length;
  return { fullName, repository, open, list, asked };
}

describe("a look at a repository", () => {
  test("shows its facts, its tip and the files asked for, which are then known without a request", async () => {
    const { open, fullName } = await enter({ ".github/optpass.yml": "version: 1\n" });
    const { host } = open();

    const seen = await host.overview(wanted);

    expect(seen.facts).toEqual({ fullName, defaultBranch: "main", archived: false });
    expect([...seen.files.files]).toEqual([[".github/optpass.yml", { kind: "text", text: "version: 1\n" }]]);
    expect(seen).toMatchObject({ isComplete: true, issues: [], talks: [], pullRequests: [] });
    github.log.clear();
    expect(await host.commitAt(seen.tip?.commit ?? "")).toEqual(seen.tip);
    expect(await host.describe()).toEqual(seen.facts);
    expect(github.log.entries).toEqual([]);
  });

  test("is counted in points", async () => {
    const { host } = (await enter()).open();
    await host.overview(wanted);

    expect(host.cost()).toMatchObject({ writes: 0, points: 1 });
  });

  test("shows branches beyond those of one question, and leaves out others", async () => {
    const { open, repository } = await enter();
    const tip = (await open().host.branch("main"))?.commit ?? "";
    const names = Array.from({ length: 70 }, (_, index) => `optpass/a/${String(index).padStart(2, "0")}`);
    for (const name of [...names, "people/optpass"])
      await repository.git.text(["update-ref", `refs/heads/${name}`, tip]);

    const { branches } = await open().host.overview(wanted);

    expect([...branches.keys()].sort()).toEqual(names);
    expect(new Set(branches.values())).toEqual(new Set([tip]));
  });

  test("of a repository by its former name follows the rename", async () => {
    const { open, fullName } = await enter();
    github.renameRepository(fullName, `moved-${count}`);

    expect((await open().host.overview(wanted)).facts.fullName).toBe(`acme/moved-${count}`);
  });

  test("is repeated where the server failed", async () => {
    const { open } = await enter();
    github.faults.arm("POST /graphql", { kind: "status", status: 502 });

    expect((await open().host.overview(wanted)).isComplete).toBe(true);
  });
});

describe("pull requests of a look", () => {
  test("are read to the end of the list at first, and later only as far as something changed", async () => {
    const { open, list, repository, asked } = await enter();
    await list(150, (index) => (index === 0 ? "optpass/old" : `people/${index}`));
    const memory = createGitHubMemory();

    const first = await open(memory).host.overview(wanted);
    expect(first.pullRequests.map(({ headBranch }) => headBranch)).toEqual(["optpass/old", "optpass/x"]);
    // What is closer than this to what changed last may still be moving.
    github.world.advance(duration(10, "m"));
    const touched = repository.pulls.get(1_100);
    if (touched !== undefined)
      touched.updatedAt = github.world
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, "Z");
    await open(memory).host.overview(wanted);
    github.log.clear();
    const again = await open(memory).host.overview(wanted);

    expect(asked()).toBe(1);
    expect(again).toMatchObject({ isComplete: true, pullRequests: first.pullRequests });
  });

  test("that changed since are as they are now", async () => {
    const { open, list, fullName, repository } = await enter();
    await list(150, (index) => (index === 149 ? "optpass/old" : `people/${index}`));
    const memory = createGitHubMemory();
    await open(memory).host.overview(wanted);
    github.world.advance(duration(10, "m"));
    github.label(fullName, 1_149, "optpass:ignore");
    const labelled = repository.pulls.get(1_149);
    expect(labelled?.updatedAt).not.toBe(labelled?.createdAt);

    const { pullRequests } = await open(memory).host.overview(wanted);

    expect(pullRequests.find(({ number }) => number === 1_149)?.labels).toEqual(["optpass:ignore"]);
  });

  test("that are too many to be listed are said to be incomplete", async () => {
    const { open, list } = await enter();
    await list(2_100, (index) => `people/${index}`);

    expect((await open().host.overview(wanted)).isComplete).toBe(false);
  }, 60_000);
});
