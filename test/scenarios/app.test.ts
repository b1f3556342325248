import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { directorySource } from "../../src/adapters/system/directory-source.ts";
import { templatePath } from "../../src/adapters/system/template.ts";
import { webhookExample } from "../support/builders/webhook-examples.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { deliver } from "../support/server/deliver.ts";
import { type ServedApp, serveApp } from "../support/server/serve-app.ts";
import { secret } from "../support/server/start-test-server.ts";

const { prometheus, promtool } = inject("tools");
const ready = prometheus !== null && promtool !== null;
const name = "acme/infra";
const permissions = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
} as const;

// One story, told in order: each part goes on where the one before it ended.
describe.skipIf(!ready)("the app in one repository, from its installation on", () => {
  let shop: Shop;
  let github: FakeGitHub;
  let folder: string;
  let served: ServedApp;

  beforeAll(async () => {
    [shop, github, folder] = await Promise.all([
      startShop(),
      startFakeGitHub(),
      mkdtemp(join(tmpdir(), "optpass-app-")),
    ]);
    const { files: read } = await directorySource(templatePath("demo/repository")).read();
    const files = Object.fromEntries(
      [...read].flatMap(([path, file]) => (file.kind === "text" ? [[path, file.text]] : [])),
    );
    await github.createRepository({ owner: "acme", name: "infra", files });
    const app = github.createApp({ account: "acme", permissions });
    github.setRole(name, "octocat", "maintain");
    served = await serveApp(["--prometheus", shop.url, "--at", shop.at], {
      OPTPASS_APP_ID: String(app.appId),
      OPTPASS_APP_PRIVATE_KEY: app.privateKey,
      OPTPASS_WEBHOOK_SECRET: secret,
      OPTPASS_GITHUB_URL: github.url,
      OPTPASS_GITHUB_WRITE_BURST: "1000",
      OPTPASS_CACHE: join(folder, "cache"),
      OPTPASS_STORE: join(folder, "store"),
    });
    github.webhooks.sendTo(app, { url: `http://127.0.0.1:${served.port}/api/github/webhooks`, secret });
  }, 300_000);

  afterAll(async () => {
    await served?.stop();
    await shop?.stop();
    await github?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const repository = () => existingRepository(github.world, name);
  const pulls = () => [...repository().pulls.values()];
  const proposals = () => pulls().filter(({ headRef }) => headRef.endsWith("/resources"));
  const dashboard = () =>
    [...repository().issues.values()].find(({ title }) => title === "OptPass dashboard");
  const answerTo = (id: number) =>
    [...repository().comments.values()].find(({ body }) => body.includes(`optpass:reply:comment-${id}`))
      ?.body;

  /** Does something, and waits until as many jobs about it as it brings are done. */
  async function until(job: string, act: () => unknown, jobs = 1): Promise<void> {
    const before = served.done(job);
    await act();
    while (served.done(job) < before + jobs) await wait(20);
    await github.webhooks.settled();
  }
  /** A pass, as after the app was given the repository. */
  async function pass(): Promise<readonly (string | null)[]> {
    github.log.clear();
    const payload = webhookExample("installation_repositories", "added", (change) => {
      change.repositories_added = [{ ...change.repositories_added[0], full_name: name }];
      change.repositories_removed = [];
    });
    await until(`pass ${name}`, () =>
      deliver(served.port, { event: "installation_repositories", payload, secret }),
    );
    return github.log.writes().map(({ operation }) => operation);
  }
  async function say(text: string, number: number): Promise<string | undefined> {
    let id = 0;
    await until(`comment ${name}`, () => {
      id = github.comment(name, number, text);
    });
    return answerTo(id);
  }
  const proposal = () => {
    const [first] = proposals();
    if (first === undefined) throw new Error("there is no proposal");
    return first;
  };

  test("without a configuration it proposes one, with a preview of what it would do, and nothing else", async () => {
    await until(`config-check ${name}`, pass);

    expect(pulls()).toMatchObject([{ headRef: "optpass/configure", state: "open" }]);
    expect([...repository().checkRuns.values()]).toMatchObject([
      { name: "optpass/config", conclusion: "success" },
    ]);
    expect(pulls()[0]?.body).toContain("payments/api");
    expect(repository().issues.size).toBe(0);
    expect(await pass()).toEqual([]);
  }, 120_000);

  test("once that is merged it proposes as much as the limits allow, with a check, and opens the dashboard", async () => {
    await until(`pass ${name}`, () => github.mergePullRequest(name, 1));

    // One an hour and two more for safety: what protects a service goes first, and takes the room of what only saves.
    expect(proposals()).toHaveLength(3);
    for (const { labels } of proposals()) expect(labels).toContain("optpass:safety");
    const check = [...repository().checkRuns.values()].find((run) => run.name === "optpass/proposal");
    expect(check).toMatchObject({ headSha: proposal().headSha });
    expect(check?.annotations.length).toBeGreaterThan(0);
    expect(dashboard()?.body).toContain(proposal().headRef);
    expect(dashboard()?.body).toContain("optpass:unlimit=");
  }, 120_000);

  test("a second pass over the same world writes nothing", async () => {
    expect(await pass()).toEqual([]);
    expect(await pass()).toEqual([]);
  }, 120_000);

  test("it answers `explain` and `rerun`, and carries out `hold` without a word", async () => {
    const { number } = proposal();

    expect(await say("/optpass explain", number)).toMatch(/`\w+ requests\.\w+`: `\S+` → `\S+`/);
    expect(await say("/optpass rerun", number)).toContain(`${number} is up to date`);
    expect(await say("/optpass hold", number)).toBeUndefined();
    expect(proposal().labels).toContain("optpass:hold");
    await say("/optpass unhold", number);
    expect(proposal().labels).not.toContain("optpass:hold");
  }, 120_000);

  test("`pin` opens a pull request on the configuration, which says so in its own words", async () => {
    const [setting = ""] = /requests\.(?:cpu|memory)/.exec(proposal().body ?? "") ?? [];
    const value = setting === "requests.cpu" ? "700m" : "700Mi";

    let answer: string | undefined;
    await until(`config-check ${name}`, async () => {
      answer = await say(`/optpass pin ${setting}=${value}`, proposal().number);
    });

    const pull = pulls().find(({ headRef }) => headRef.startsWith("optpass/optpass.yml/"));
    expect(answer).toContain(`#${pull?.number} adds it to the configuration`);
    const text = await github.readFile(name, pull?.headRef ?? "", ".github/optpass.yml");
    expect(text).toContain(`floor: ${value}`);
    expect(text).toContain(`ceiling: ${value}`);
    expect(await pass()).toEqual([]);
  }, 120_000);

  test("a ticked box of the dashboard opens what the limit held back, and is unticked", async () => {
    const issue = dashboard();
    if (issue === undefined) throw new Error("there is no dashboard");
    const before = proposals().length;
    const ticked = (issue.body ?? "").replace(/- \[ \] (<!-- optpass:unlimit=optpass)/, "- [x] $1");

    await until(`checkbox ${name}`, () => github.edit(name, issue.number, { body: ticked }));

    expect(proposals()).toHaveLength(before + 1);
    expect(dashboard()?.body).not.toContain("- [x]");
    expect(await pass()).toEqual([]);
  }, 120_000);

  test("while it is paused nothing is written, and `resume` goes on", async () => {
    const { number } = proposal();
    await say("/optpass pause", number);
    const [file = ""] = /apps\/\S+?\.yaml/.exec(proposal().body ?? "") ?? [];
    expect(file).not.toBe("");

    expect(await pass()).toEqual([]);
    await say("/optpass resume", number);
    expect(dashboard()?.body).not.toContain("optpass:pause");
    await pass();
    expect(await pass()).toEqual([]);
  }, 120_000);

  test("all of it is what GitHub allows, and nothing failed", async () => {
    expect(github.violations).toEqual([]);
    expect(served.log()).not.toMatch(/"level":(?:50|60)/);
  });
});
