import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  createGitHubMemory,
  type GitHubMemory,
  type GitHubRepository,
  openGitHubRepository,
} from "../../src/adapters/github/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";

const permissions = { contents: "write", pull_requests: "write", issues: "write" } as const;

describe("what the sessions of a process remember of GitHub", () => {
  let github: FakeGitHub;
  let count = 0;

  beforeAll(async () => {
    github = await startFakeGitHub();
  });
  afterEach(() => expect(github.violations).toEqual([]));
  afterAll(() => github.stop());

  async function repository() {
    count += 1;
    const name = `remembered-${count}`;
    const fullName = `acme/${name}`;
    await github.createRepository({ owner: "acme", name, files: { "api.yaml": "a: 1\n" } });
    const app = github.createApp({ account: "acme", permissions, repositories: [fullName] });
    const open = (memory: GitHubMemory): GitHubRepository =>
      openGitHubRepository({
        repository: fullName,
        auth: { kind: "app", ...app },
        baseUrl: github.url,
        limits: { millisecondsPerSecond: 5 },
        memory,
      });
    return { fullName, open };
  }

  /** Looks at everything that a pass looks at; answers the requests that GitHub counted. */
  async function look({ host, conversation }: GitHubRepository) {
    github.log.clear();
    const tip = await host.branch("main");
    const files = await host.files(tip?.commit ?? "");
    await host.commitAt(tip?.commit ?? "");
    await host.pullRequests("optpass/a/b/c");
    await conversation.ownIssues();
    const counted = github.log.entries.filter(({ status }) => status !== 304);
    return { text: files.files.get("api.yaml"), counted: counted.map(({ operation }) => operation) };
  }

  test("a second look at what did not change counts nothing, not even a token", async () => {
    const { open } = await repository();
    const memory = createGitHubMemory();
    const first = await look(open(memory));
    const second = await look(open(memory));

    expect(first.counted).toContain("GET /repos/{owner}/{repo}/git/trees/{tree_sha}");
    expect(second).toEqual({ text: { kind: "text", text: "a: 1\n" }, counted: [] });
  });

  test("what changed since is seen at once", async () => {
    const { open, fullName } = await repository();
    const memory = createGitHubMemory();
    await look(open(memory));
    await github.pushCommit({ repository: fullName, branch: "main", files: { "api.yaml": "a: 2\n" } });

    expect((await look(open(memory))).text).toMatchObject({ text: "a: 2\n" });
  });

  test("with the next token the answers are asked for anew, and what a commit says is still known", async () => {
    const { open } = await repository();
    const memory = createGitHubMemory();
    await look(open(memory));
    const { counted } = await look(open({ ...memory, tokens: createGitHubMemory().tokens }));

    expect(counted.filter((operation) => operation?.startsWith("GET /repos/"))).toEqual([
      "GET /repos/{owner}/{repo}/installation",
      "GET /repos/{owner}/{repo}",
      "GET /repos/{owner}/{repo}",
      "GET /repos/{owner}/{repo}/branches/{branch}",
      "GET /repos/{owner}/{repo}/pulls",
      "GET /repos/{owner}/{repo}/issues",
    ]);
  });

  test("a memory that is too small for anything only costs requests", async () => {
    const { open } = await repository();
    const memory = createGitHubMemory({ answers: 0, files: 0, commits: 0, pulls: 0, tokens: 0 });
    const first = await look(open(memory));

    expect(await look(open(memory))).toMatchObject({ text: first.text });
  });

  test("an issue that is about to be written is read without asking by what is known", async () => {
    const { open } = await repository();
    const memory = createGitHubMemory();
    const { conversation } = open(memory);
    const { number } = await conversation.openIssue({ title: "A", body: "b" });
    github.log.clear();
    await conversation.issue(number);
    await conversation.issue(number);

    expect(github.log.entries.map(({ status }) => status)).toEqual([200, 200]);
  });

  test("a repository that the app may not see any more is not shown from memory", async () => {
    const { open } = await repository();
    const memory = createGitHubMemory();
    const tip = await open(memory).host.branch("main");
    github.faults.arm("GET /repos/{owner}/{repo}", { kind: "status", status: 404, message: "Not Found" }, 9);
    const refused = open(memory).host.files(tip?.commit ?? "");

    await expect(refused).rejects.toMatchObject({ port: "github" });
    github.faults.clear();
  });
});
