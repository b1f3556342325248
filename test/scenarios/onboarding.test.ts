import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGitHubCodeHost } from "../../src/adapters/github/index.ts";
import { readTemplate } from "../../src/adapters/system/template.ts";
import { type Onboarded, onboard } from "../../src/app/onboard.ts";
import { instant } from "../../src/core/model/index.ts";
import { type Preview, startingConfig } from "../../src/core/onboard/index.ts";
import type { CodeHost } from "../../src/ports/code-host.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";

const config = { path: ".github/optpass.yml", text: startingConfig({ sources: [] }) };
const template = readTemplate("onboarding.md");
const noon = Date.UTC(2026, 10, 24, 12);

const preview: Preview = {
  file: config.path,
  isConfigured: false,
  problems: [],
  environments: [{ name: "apps", kind: "raw", path: "apps" }],
  matched: [],
  unmatched: [],
  proposals: [],
  total: null,
  limits: { open: 3, openedAnHour: 1 },
  rhythm: "Passes run every hour.",
  notices: [],
};

describe("onboarding a repository", () => {
  let github: FakeGitHub;
  let name: string;
  let count = 0;

  beforeAll(async () => {
    github = await startFakeGitHub();
  });
  beforeEach(async () => {
    count += 1;
    name = `acme/infra-${count}`;
    await github.createRepository({
      owner: "acme",
      name: `infra-${count}`,
      files: { "apps/api.yaml": "a: 1\n" },
    });
  });
  afterEach(() => expect(github.violations).toEqual([]));
  afterAll(() => github.stop());

  const open = (): CodeHost =>
    createGitHubCodeHost({
      repository: name,
      auth: { kind: "token", token: github.personalToken() },
      baseUrl: github.url,
      limits: { millisecondsPerSecond: 5 },
    });

  interface Pass extends Onboarded {
    readonly writes: number;
    readonly previews: number;
  }

  /** One pass some hours after noon. */
  async function pass(hours = 0, wanted: Preview = preview): Promise<Pass> {
    const host = open();
    const { defaultBranch } = await host.describe();
    const tip = await host.branch(defaultBranch);
    if (tip === null) throw new Error("no commit");
    const files = await host.files(tip.commit);
    let previews = 0;
    const done = await onboard(host, {
      base: { ...tip, branch: defaultBranch },
      isConfigured: files.files.has(config.path),
      config,
      preview: async () => {
        previews += 1;
        return wanted;
      },
      template,
      now: instant(noon + hours * 3_600_000),
    });
    return { ...done, writes: host.cost().writes, previews };
  }

  test("opens one pull request that adds the configuration, and a second pass writes nothing", async () => {
    const first = await pass();
    const second = await pass(1);

    expect(first.step.kind).toBe("propose");
    expect(first.pullRequest).toMatchObject({ number: 1, title: "Configure OptPass" });
    expect(first.pullRequest?.body).toContain("Nothing happens until you merge this");
    expect(await github.readFile(name, "optpass/configure", config.path)).toBe(config.text);
    expect(second).toMatchObject({ step: { kind: "refresh" }, writes: 0, previews: 0 });
  });

  test("a pass that died after the branch was made is finished by the next one", async () => {
    github.faults.arm("POST /repos/{owner}/{repo}/pulls", { kind: "not-permitted" }, 9);
    await expect(pass()).rejects.toThrow();
    github.faults.clear();

    const next = await pass();

    expect(next.step.kind).toBe("propose");
    expect(next.pullRequest?.number).toBe(1);
    expect(await github.readFile(name, "optpass/configure", config.path)).toBe(config.text);
  });

  test("a preview that fails leaves nothing behind", async () => {
    const host = open();
    const tip = await host.branch("main");
    if (tip === null) throw new Error("no commit");
    const preview = () => Promise.reject(new Error("Prometheus is away"));
    const base = { ...tip, branch: "main" };
    const options = { base, isConfigured: false, config, preview, template, now: instant(noon) };

    await expect(onboard(host, options)).rejects.toThrow("away");

    expect(host.cost().writes).toBe(0);
  });

  test("what a person changes in the branch is previewed at once, and their commit stays", async () => {
    await pass();
    const mine = `${config.text}grouping: namespace\n`;
    await github.pushCommit({
      repository: name,
      branch: "optpass/configure",
      files: { [config.path]: mine },
    });

    const next = await pass(1, { ...preview, rhythm: "Passes run daily." });

    expect(next.pullRequest?.body).toContain("Passes run daily.");
    expect(await github.readFile(name, "optpass/configure", config.path)).toBe(mine);
  });

  test("the preview follows the numbers once a day", async () => {
    await pass();

    expect(await pass(23)).toMatchObject({ writes: 0, previews: 0 });
    expect(await pass(25)).toMatchObject({ writes: 1, previews: 1 });
  });

  test("closing it disables: no pass proposes it again", async () => {
    await pass();
    github.closePullRequest(name, 1);

    expect(await pass(100)).toMatchObject({ step: { kind: "disabled", number: 1 }, writes: 0, previews: 0 });
  });

  test("after the merge passes run", async () => {
    await pass();
    await github.mergePullRequest(name, 1);

    expect(await pass()).toMatchObject({ step: { kind: "run" }, writes: 0 });
  });
});
