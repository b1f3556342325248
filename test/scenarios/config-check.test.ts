import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { serveRepository } from "../support/server/serve-repository.ts";

const config = ".github/optpass.yml";
const wrong = "version: 1\nlimts:\n  open: 1\n";

let github: FakeGitHub;
let served: Awaited<ReturnType<typeof serveRepository>>;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github.stop());
afterEach(async () => {
  await served.end();
  expect(github.violations).toEqual([]);
});

async function serve(
  files: Readonly<Record<string, string>> = { [config]: "version: 1\n" },
  permissions?: Parameters<typeof serveRepository>[1]["permissions"],
) {
  count += 1;
  const order = { name: `config-check-${count}`, files, evidence: [] };
  served = await serveRepository(github, { ...order, ...(permissions === undefined ? {} : { permissions }) });
  return served;
}

/** A branch with these files and a pull request of it; what the app did then. */
async function propose(files: Readonly<Record<string, string | null>>, base?: string) {
  const { fullName: repository } = served;
  await github.pushCommit({ repository, branch: "topic", files });
  let number = 0;
  const did = await served.after(async () => {
    number = await github.openPullRequest(repository, "topic", base === undefined ? {} : { base });
  });
  return { number, did };
}

const configChecks = () => served.checks("optpass/config");

describe("a pull request of a person that changes the configuration", () => {
  test("for the worse fails its check, on the line, with what was perhaps meant", async () => {
    await serve();

    await propose({ [config]: wrong });

    expect(configChecks()).toMatchObject([
      { conclusion: "failure", output: { title: "1 problem in the configuration" } },
    ]);
    expect(configChecks()[0]?.annotations).toMatchObject([
      {
        path: config,
        start_line: 2,
        annotation_level: "failure",
        message: expect.stringContaining('"limits"'),
      },
    ]);
  });

  test("passes it once a push has corrected the file, on the new commit", async () => {
    await serve();
    const { number } = await propose({ [config]: wrong });
    const { fullName: repository } = served;

    await served.after(() =>
      github.pushCommit({
        repository,
        branch: "topic",
        files: { [config]: "version: 1\nlimits: { open: 1 }\n" },
      }),
    );

    expect(configChecks().map(({ conclusion }) => conclusion)).toEqual(["failure", "success"]);
    expect(configChecks()[1]?.headSha).toBe(served.repository().pulls.get(number)?.headSha);
  });

  test("that takes it away, or adds one that is not read, is told so", async () => {
    await serve();
    await propose({ [config]: null });
    expect(configChecks()).toMatchObject([
      { conclusion: "success", output: { title: "The configuration is taken away" } },
    ]);
    await served.end();

    await serve();
    await propose({ "optpass.yml": "version: 1\n" });
    expect(configChecks()[0]?.annotations).toMatchObject([
      { path: "optpass.yml", annotation_level: "warning", message: expect.stringContaining(config) },
    ]);
  });

  test("has the check again when it is asked for again, and a second delivery of anything changes nothing", async () => {
    await serve();
    const { fullName, log } = served;
    github.webhooks.arm("pull_request.opened", { kind: "duplicate" });
    await propose({ [config]: wrong });
    expect(configChecks()).toHaveLength(1);
    github.webhooks.arm("check_run.rerequested", { kind: "duplicate" });

    const did = await served.after(() => github.rerunCheck(fullName, configChecks()[0]?.id ?? 0));

    expect(did).toEqual(["config-recheck: flawed"]);
    expect(configChecks().map(({ conclusion }) => conclusion)).toEqual(["failure", "failure"]);
    expect(log()).not.toMatch(/"level":(?:50|60)/);
  });
});

describe("a pull request from a fork", () => {
  test("is read and checked like any other, and nothing of it is shown as markup", async () => {
    await serve();
    const { fullName } = served;
    const hostile = 'version: 1\n"@acme/owners <img src=x>": 1\n';

    await served.after(() =>
      github.openForkPullRequest(fullName, {
        ...{ owner: "eve", branch: "optpass/reconfigure", title: "Help" },
        files: { [config]: hostile },
      }),
    );

    const [check] = configChecks();
    expect(check).toMatchObject({ conclusion: "failure" });
    expect(check?.output.summary).not.toMatch(/@acme|<img/);
    expect([...served.repository().comments.values()]).toEqual([]);
  });

  test("has its check again, too, though GitHub does not say whose commit it is", async () => {
    await serve();
    const { fullName } = served;
    let number = 0;
    await served.after(async () => {
      const files = { [config]: wrong };
      number = await github.openForkPullRequest(fullName, {
        owner: "eve",
        branch: "main",
        title: "Help",
        files,
      });
    });
    const [first] = configChecks();

    await served.after(() => github.rerunCheck(fullName, first?.id ?? 0));
    await served.after(() => github.pushToFork(fullName, number, { [config]: "version: 1\nmode: pr\n" }));

    expect(configChecks().map(({ conclusion }) => conclusion)).toEqual(["failure", "failure", "success"]);
  });
});

describe("there is no check", () => {
  test("where nothing of the configuration is changed, which takes one question to know", async () => {
    await serve();
    const { fullName: repository } = served;
    await github.pushCommit({ repository, branch: "topic", files: { "README.md": "other\n" } });
    await served.rest();
    github.log.clear();

    const did = await served.after(() => github.openPullRequest(repository, "topic"));

    expect(did).toEqual(["config-check: no configuration in it"]);
    expect(configChecks()).toEqual([]);
    // Whoever signs in asks for the installation and the repository as well.
    const asked = github.log.entries.flatMap(({ operation }) => operation ?? []);
    const signingIn = /access_tokens$|\/installation$|^GET \/repos\/\{owner\}\/\{repo\}$/;
    expect(asked.filter((each) => !signingIn.test(each))).toEqual([
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
    ]);
  });

  test("where it would not count: on its way into another branch than the default one", async () => {
    await serve();
    await github.pushCommit({ repository: served.fullName, branch: "release", files: { a: "1\n" } });

    const { did } = await propose({ [config]: wrong }, "release");

    expect(did).toEqual(["config-check: not for the default branch"]);
  });

  test("where the repository is only observed: nothing is written there", async () => {
    await serve({ [config]: "version: 1\nmode: observe\n" });

    const { did } = await propose({ [config]: wrong });

    expect(did).toEqual(["config-check: nothing is written here"]);
    expect(configChecks()).toEqual([]);
  });

  test("without the permission, and nothing fails", async () => {
    await serve(undefined, { contents: "write", pull_requests: "write", issues: "write" });

    const { did } = await propose({ [config]: wrong });

    expect(did).toEqual(["config-check: no permission to write checks"]);
    expect(served.log()).not.toMatch(/"level":(?:50|60)/);
  });
});

describe("a merge queue that waits for the checks", () => {
  const conclusions = () =>
    ["optpass/proposal", "optpass/config"].map((name) => served.checks(name).map((run) => run.conclusion));

  test("has both at once where nothing of it is ours, on the commit that it would merge", async () => {
    await serve();
    const { number } = await propose({ "README.md": "other\n" });
    github.webhooks.arm("merge_group", { kind: "duplicate" });

    let head = "";
    const did = await served.after(async () => {
      head = (await github.buildMergeGroup(served.fullName, number)).head;
    });

    expect(did).toEqual(["merge-group: untouched"]);
    expect(conclusions()).toEqual([["success"], ["success"]]);
    expect(served.checks("optpass/proposal")[0]?.headSha).toBe(head);
  });

  test("is told of a configuration that a merge would break, and of none that was broken before", async () => {
    await serve();
    const { number } = await propose({ [config]: wrong });
    await served.after(() => github.buildMergeGroup(served.fullName, number));
    expect(conclusions()).toEqual([["success"], ["failure", "failure"]]);
    await served.end();

    await serve({ [config]: wrong });
    const other = await propose({ "README.md": "other\n" });
    await served.after(() => github.buildMergeGroup(served.fullName, other.number));
    expect(conclusions()).toEqual([["success"], ["success"]]);
  });

  test("without the permission for checks, nothing fails", async () => {
    const merge = { contents: "write", pull_requests: "write", merge_queues: "read" } as const;
    await serve(undefined, merge);
    const { number } = await propose({ "README.md": "other\n" });

    const did = await served.after(() => github.buildMergeGroup(served.fullName, number));

    expect(did).toEqual(["merge-group: no permission to write checks"]);
    expect(served.log()).not.toMatch(/"level":(?:50|60)/);
  });
});
