import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createGitHubCodeHost, type GitHubAuth } from "../../src/adapters/github/index.ts";
import type { CodeHost } from "../../src/ports/code-host.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { failure } from "./code-host-failure.ts";

const swap = "POST /graphql updateRefs";
const branch = "optpass/shop/api/resources";
const draft = { headBranch: branch, baseBranch: "main", title: "Lower it", body: "Because." };

let github: FakeGitHub;
let app: GitHubAuth;
let fullName = "";
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
  app = { kind: "app", ...github.createApp({ account: "acme" }) };
});
afterAll(() => github.stop());
beforeEach(async () => {
  count += 1;
  fullName = `acme/infra-${count}`;
  await github.createRepository({ owner: "acme", name: `infra-${count}`, files: { "a.yaml": "cpu: 1\n" } });
  github.log.clear();
});
afterEach(() => expect(github.violations).toEqual([]));

const person = (): GitHubAuth => ({ kind: "token", token: github.personalToken() });

function connect(repository = fullName, auth: GitHubAuth = person()): CodeHost {
  const limits = { millisecondsPerSecond: 5 };
  return createGitHubCodeHost({ repository, auth, baseUrl: github.url, limits });
}

async function change(host: CodeHost): Promise<string> {
  const parent = await host.branch("main");
  if (parent === null) throw new Error("no main branch");
  const files = [{ path: "a.yaml", content: "cpu: 2\n", executable: false }];
  return (await host.commit({ parent, files, message: () => "Change it\n" })).commit;
}

test.each([
  { who: "an app", auth: () => app },
  { who: "a person", auth: person },
])(
  "$who works with a repository named in another letter case or by the name before a rename",
  async (given) => {
    github.renameRepository(fullName, `Platform-${count}`);
    const today = `acme/Platform-${count}`;
    for (const [index, typed] of [today, today.toUpperCase(), fullName].entries()) {
      const name = `${branch}-${index}`;
      const host = connect(typed, given.auth());
      expect((await host.describe()).fullName).toBe(today);
      await host.moveBranch(name, null, await change(host));
      const pull = await host.openPullRequest({ ...draft, headBranch: name });
      expect(await host.pullRequests(name)).toEqual([pull]);
      expect((await host.files((await host.branch("main"))?.commit ?? "")).files.size).toBe(1);
    }
  },
);

test("the token that an app looks for its repository with can read names only, and no other is for more than it", async () => {
  const before = github.world.tokens.size;
  await change(connect(fullName.toUpperCase(), app));
  const [looking, working, ...more] = [...github.world.tokens.values()].slice(before);
  expect(looking?.permissions).toEqual({ metadata: "read" });
  expect(working?.permissions).toEqual({ contents: "write", pull_requests: "write" });
  expect(working?.repositories).toEqual([github.world.repositories.get(fullName)?.id]);
  expect(more).toEqual([]);
});

test("an app that gets its second token does not look for its repository again", async () => {
  const host = connect(fullName, app);
  await host.describe();
  github.world.advance(3 * 60 * 60 * 1000);
  await host.branch("main");
  github.world.advance(-3 * 60 * 60 * 1000);
  // Once for the id, once to describe it.
  expect(github.log.count("GET /repos/{owner}/{repo}")).toBe(2);
  const mint = "POST /app/installations/{installation_id}/access_tokens";
  const minted = github.log.entries.filter((each) => each.operation === mint && each.status === 201);
  expect(minted).toHaveLength(3);
});

test("a branch that takes the place of the first new branch is told before anything is written", async () => {
  await github.pushCommit({ repository: fullName, branch: "optpass", files: { "x.yaml": "x\n" } });
  const host = connect();
  expect(await host.branch(branch)).toBeNull();
  const error = await failure(change(host));
  expect([error.code, error.message]).toEqual([
    "rejected",
    "a branch named optpass exists, so optpass/... cannot be made: rename or delete it",
  ]);
  expect(host.cost().writes).toBe(0);
  expect(github.log.writes()).toEqual([]);
});

test("room for new branches is looked for once, and not at all when no branch is new", async () => {
  const host = connect();
  await change(host);
  expect(github.log.count("GET /repos/{owner}/{repo}/git/ref/{ref}")).toBe(0);
  await host.branch("optpass/shop/api/resources");
  await host.branch("optpass/shop/web/resources");
  await change(host);
  await change(host);
  expect(github.log.count("GET /repos/{owner}/{repo}/git/ref/{ref}")).toBe(1);
});

test.each([
  { there: "optpass", what: "optpass/..." },
  { there: "optpass/shop/api", what: "optpass/shop/api/..." },
  { there: `${branch}/old`, what: branch },
])("a branch move that $there is in the way of says so at once", async ({ there, what }) => {
  await github.pushCommit({ repository: fullName, branch: there, files: { "x.yaml": "x\n" } });
  const host = connect();
  const error = await failure(host.moveBranch(branch, null, await change(host)));
  expect([error.code, error.message]).toEqual([
    "rejected",
    `a branch named ${there} exists, so ${what} cannot be made: rename or delete it`,
  ]);
  expect(github.log.count(swap)).toBe(1);
});
