import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { directorySource } from "../../src/adapters/system/directory-source.ts";
import { templatePath } from "../../src/adapters/system/template.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";

const { prometheus, promtool } = inject("tools");
const ready = prometheus !== null && promtool !== null;
const everything = { contents: "write", pull_requests: "write", issues: "write", checks: "write" } as const;

let shop: Shop;
let github: FakeGitHub;
let folder: string;
let files: Readonly<Record<string, string>>;

describe.skipIf(!ready)("optpass run", () => {
  beforeAll(async () => {
    [shop, github, folder] = await Promise.all([
      startShop(),
      startFakeGitHub(),
      mkdtemp(join(tmpdir(), "optpass-run-")),
    ]);
    // Plain manifests: nothing has to be rendered.
    const { files: read } = await directorySource(templatePath("demo/repository")).read();
    files = Object.fromEntries(
      [...read].flatMap(([path, file]) =>
        file.kind === "text" && path.startsWith("apps/") ? [[path, file.text]] : [],
      ),
    );
  }, 300_000);

  afterAll(async () => {
    expect(github?.violations).toEqual([]);
    await shop?.stop();
    await github?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A repository, and runs with the token of its own jobs or another one. */
  async function enter(
    name: string,
    config: string | null,
    tokenFor: (fullName: string) => string = (fullName) => github.actionsToken(fullName, everything),
    owner = "acme",
  ) {
    const fullName = `${owner}/${name}`;
    const configured = config === null ? {} : { ".github/optpass.yml": config };
    const { issues, pulls, comments, checkRuns } = await github.createRepository({
      owner,
      name,
      files: { ...files, ...configured },
    });
    const summary = join(folder, `${name}.md`);
    const environment = {
      GITHUB_TOKEN: tokenFor(fullName),
      GITHUB_ACTIONS: "true",
      GITHUB_STEP_SUMMARY: summary,
      OPTPASS_GITHUB_WRITE_BURST: "1000",
      OPTPASS_CACHE: join(folder, "cache"),
      OPTPASS_STORE: join(folder, "store"),
    };
    return {
      fullName,
      issues: () => [...issues.values()],
      comments: () => [...comments.values()],
      checks: () => [...checkRuns.values()],
      proposals: () => [...pulls.values()].filter(({ headRef }) => headRef.endsWith("/resources")),
      pulls: () => [...pulls.values()],
      summary: async () => {
        const text = await readFile(summary, "utf8").catch(() => "");
        await writeFile(summary, "");
        return text;
      },
      async run(...flags: readonly string[]) {
        return this.command("run", ...flags);
      },
      async command(command: "run" | "pr", ...flags: readonly string[]) {
        github.log.clear();
        const source = ["--prometheus", shop.url, "--at", shop.at, "--github-url", github.url];
        const ended = await optpass([command, fullName, ...source, ...flags], { environment });
        return { ...ended, writes: github.log.writes().map(({ operation }) => operation) };
      },
    };
  }
  type Room = Awaited<ReturnType<typeof enter>>;

  // One story, told in order: each part goes on where the one before it ended.
  describe("by a job of GitHub Actions, from the first one on", () => {
    let room: Room;
    beforeAll(async () => {
      room = await enter("infra", null);
    });
    const dashboard = () => {
      const [first] = room.issues();
      if (first === undefined) throw new Error("there is no dashboard");
      return first;
    };

    test("proposes a configuration and waits for it, and a second run writes nothing", async () => {
      const first = await room.run();
      const second = await room.run();

      expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing happens until it") });
      expect(await room.summary()).toContain("Proposed a configuration");
      expect(room.pulls()).toMatchObject([{ headRef: "optpass/configure", author: "github-actions[bot]" }]);
      expect(second).toMatchObject({ code: 0, writes: [] });
    }, 120_000);

    test("once that is merged does what a server does: proposals, checks, the dashboard, a summary", async () => {
      await github.mergePullRequest(room.fullName, 1);

      const { code, stdout, stderr } = await room.run();

      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(room.proposals().length).toBeGreaterThan(0);
      expect(room.checks().map(({ name }) => name)).toEqual(room.proposals().map(() => "optpass/proposal"));
      expect(dashboard()).toMatchObject({ title: "OptPass dashboard", author: "github-actions[bot]" });
      expect(await room.summary()).toMatch(/opened \[#\d+\]\(http/);
      expect(stdout).not.toContain("::error");
      expect(await room.run()).toMatchObject({ code: 0, writes: [] });
    }, 120_000);

    test("opens what a box of the dashboard asks for, though nobody heard the tick, and unticks it", async () => {
      const before = room.proposals().length;
      const body = (dashboard().body ?? "").replace(/- \[ \] (<!-- optpass:unlimit=optpass)/, "- [x] $1");
      expect(body).toContain("- [x]");
      await github.edit(room.fullName, dashboard().number, { body });

      await room.run();

      expect(room.proposals()).toHaveLength(before + 1);
      expect(dashboard().body).not.toContain("- [x]");
      expect((await room.run()).writes).toEqual([]);
    }, 120_000);

    test("answers commands that nobody heard, on a proposal and on the dashboard, once", async () => {
      const [proposal] = room.proposals();
      const { number } = proposal ?? { number: 0 };
      github.setRole(room.fullName, "octocat", "maintain");
      const asked = [
        github.comment(room.fullName, number, "/optpass status"),
        github.comment(room.fullName, dashboard().number, "/optpass status"),
      ];

      await room.run();

      const replies = room.comments().filter(({ body }) => body.includes("optpass:reply:comment-"));
      expect(replies.map(({ issue }) => issue).toSorted()).toEqual([number, dashboard().number].toSorted());
      for (const id of asked) expect(replies.some(({ body }) => body.includes(`comment-${id}-`))).toBe(true);
      expect((await room.run()).writes).toEqual([]);
    }, 120_000);

    test("unticks the box of a proposal that asked for another look, and nothing else", async () => {
      const [proposal] = room.proposals();
      const body = (proposal?.body ?? "").replace(/- \[ \] (<!-- optpass:rerun=)/, "- [x] $1");
      await github.edit(room.fullName, proposal?.number ?? 0, { body });

      const { writes } = await room.run();

      expect(writes).toEqual(["PATCH /repos/{owner}/{repo}/pulls/{pull_number}"]);
      expect(room.proposals()[0]?.body).not.toContain("- [x]");
      expect((await room.run()).writes).toEqual([]);
    }, 120_000);

    test("writes nothing once the configuration says `observe`", async () => {
      const text = "version: 1\nmode: observe\n";
      await github.pushCommit({ repository: room.fullName, files: { ".github/optpass.yml": text } });

      expect(await room.run()).toMatchObject({ code: 0, writes: [] });
    }, 120_000);

    test("shows a mistake in the configuration at its line, keeps an issue of it, and fails", async () => {
      const text = "version: 1\nlimts: {}\n";
      await github.pushCommit({ repository: room.fullName, files: { ".github/optpass.yml": text } });

      const { code, stdout, stderr } = await room.run();
      const issue = room.issues().find(({ title }) => title.includes("mistakes"));

      expect(code).toBe(2);
      expect(stdout).toContain("::error title=OptPass,file=.github/optpass.yml,line=2,col=1::");
      expect(stderr).toContain(
        '.github/optpass.yml:2:1: limts: there is no such key; did you mean "limits"?',
      );
      expect(issue?.state).toBe("open");
      expect((await room.run()).writes).toEqual([]);
      const correct = "version: 1\nmode: dashboard\n";
      await github.pushCommit({ repository: room.fullName, files: { ".github/optpass.yml": correct } });
      await room.run();
      expect(issue?.state).toBe("closed");
    }, 120_000);
  });

  test("with a personal token, which may write no check, says so once and goes on", async () => {
    const permissions = { ...everything, checks: "read" } as const;
    const room = await enter("personal", "version: 1\n", () => github.personalToken({ permissions }));

    const { code, stdout, stderr } = await room.run();

    expect(code).toBe(0);
    expect(room.proposals().length).toBeGreaterThan(1);
    expect(room.checks()).toEqual([]);
    expect(room.issues()).toMatchObject([{ title: "OptPass dashboard" }]);
    expect(stdout.match(/::warning title=OptPass::/g)).toHaveLength(1);
    expect(stderr).toMatch(/^warning: .*Checks: write.*\n$/);
    expect(await room.run()).toMatchObject({ code: 0, stderr: "", writes: [] });
  }, 120_000);

  test("with a token that may not see issues goes on without a dashboard, and says so", async () => {
    const room = await enter("poor", "version: 1\n", (fullName) =>
      github.actionsToken(fullName, { contents: "write", pull_requests: "write", checks: "write" }),
    );

    const { code, stderr } = await room.run();

    expect(code).toBe(0);
    expect(room.proposals().length).toBeGreaterThan(0);
    expect(room.issues()).toEqual([]);
    expect(stderr).toMatch(/^warning: .*Issues: read.*\n$/);
  }, 120_000);

  test.each([
    ["skip", "There is no configuration, so nothing is done", 0],
    ["tune", "opened", 1],
  ])(
    "of a repository without a configuration, told to %s it, is proposed none",
    async (what, said, least) => {
      const room = await enter(`unconfigured-${what}`, null);

      const { code, stdout } = await room.run("--unconfigured", what);

      expect(code).toBe(0);
      expect(stdout).toContain(said);
      expect(room.pulls()).toHaveLength(room.proposals().length);
      expect(room.proposals().length > 0).toBe(least > 0);
    },
    120_000,
  );

  test("follows what the organisation says of all its repositories, as `optpass pr` does", async () => {
    const organisation = { "optpass.yml": "version: 1\nmode: dashboard\n" };
    await github.createRepository({
      owner: "umbrella",
      name: ".github",
      files: organisation,
      isPrivate: false,
    });
    const room = await enter("infra", null, undefined, "umbrella");

    const ran = await room.run();
    const proposed = await room.command("pr");

    expect([ran.code, proposed.code]).toEqual([0, 0]);
    expect(room.pulls()).toEqual([]);
    expect(room.issues()).toMatchObject([{ title: "OptPass dashboard" }]);
    expect(proposed.stderr).toContain("mode is dashboard (umbrella/.github:optpass.yml:2)");
    expect(proposed.writes).toEqual([]);
  }, 120_000);
});

test("nothing that is printed in a job is taken for a command of the runner, and messages stay one line", async () => {
  const { code, stdout } = await optpass(["run", "acme/infra%0A::set-env name=x::y"], {
    environment: { GITHUB_TOKEN: "a token", GITHUB_ACTIONS: "true" },
  });

  const [stop, resume, ...annotations] = stdout.trimEnd().split("\n");
  const token = /^::stop-commands::([0-9a-f-]{36})$/.exec(stop ?? "")?.[1];
  expect(code).toBe(2);
  expect(resume).toBe(`::${token}::`);
  expect(annotations).toEqual([
    '::error title=OptPass::"acme/infra%250A::set-env name=x::y" is not a repository: write OWNER/REPO',
  ]);
});

test("outside of GitHub Actions nothing is said to a runner", async () => {
  const { stdout } = await optpass(["run", "nonsense"], { environment: { GITHUB_TOKEN: "a token" } });

  expect(stdout).toBe("");
});
