import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { handleJob, type JobLease } from "../../src/app/job-handlers.ts";
import { repositoryJobs } from "../../src/app/repository-jobs.ts";
import { noWishes } from "../../src/app/tend-repository.ts";
import type { Job } from "../../src/core/jobs/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { startTending, type Tended } from "../support/tend/tending.ts";

let github: FakeGitHub;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github.stop());
afterEach(() => {
  github.faults.clear();
  expect(github.violations).toEqual([]);
});

async function enter(permissions?: Readonly<Record<string, "read" | "write">>) {
  count += 1;
  const [name, fullName] = [`healing-${count}`, `acme/healing-${count}`];
  const tending = startTending(github, 1, permissions);
  await tending.add(name);
  github.setRole(fullName, "octocat", "maintain");
  const repository = () => existingRepository(github.world, fullName);
  return {
    fullName,
    repository,
    checks: () => [...repository().checkRuns.values()],
    proposal: () => {
      const [pull] = repository().pulls.values();
      if (pull === undefined) throw new Error("nothing is proposed");
      return pull;
    },
    /** What a pass writes, in a process of its own. */
    async pass(how: Tended = {}): Promise<readonly (string | null)[]> {
      github.log.clear();
      await tending.open(fullName, how).tend(noWishes);
      return github.log.writes().map(({ operation }) => operation);
    },
    /** Does a job as a worker would, and answers what it found besides. */
    async work(job: Job): Promise<readonly Job[]> {
      const found: Job[] = [];
      const lease: JobLease = { check: async () => {}, also: async (jobs) => void found.push(...jobs) };
      const jobs = repositoryJobs({
        open: (of, { also }) => tending.open(of, { also }),
        finished: () => ({ did: "a pass", nextPass: null }),
      });
      github.log.clear();
      await handleJob(jobs, job, lease);
      return found;
    },
  };
}

describe("a check that somebody asks for again", () => {
  const recheck = (repository: string, commit: string, isThere: true | null = true): Job => ({
    ...{ kind: "proposal-recheck", repository, commit, isThere },
  });
  const written = () =>
    github.log.writes().filter(({ operation }) => operation?.includes("/check-runs") === true).length;

  test("concludes again, though there is nothing new to say", async () => {
    const { pass, work, checks, proposal, fullName } = await enter();
    await pass();
    const [before] = checks();

    await work(recheck(fullName, proposal().headSha));

    expect(written()).toBe(1);
    expect(checks()[1]).toMatchObject({ ...{ name: "optpass/proposal", headSha: proposal().headSha } });
    expect(checks()[1]).toMatchObject({ status: "completed", conclusion: before?.conclusion });
    expect(checks()[1]?.annotations).toEqual(before?.annotations);
    expect(await pass()).toEqual([]);
  });

  test("concludes on a commit that has no values of ours, without any", async () => {
    const { pass, work, checks, proposal, fullName } = await enter();
    await pass();
    const { baseSha } = proposal();

    await work(recheck(fullName, baseSha));

    expect(checks().find(({ headSha }) => headSha === baseSha)).toMatchObject({
      conclusion: "neutral",
      output: { title: "Nothing to check at this commit" },
    });
  });

  test("with all others of a commit is none of a proposal where the commit is not ours", async () => {
    const { pass, work, proposal, fullName } = await enter();
    await pass();

    await work(recheck(fullName, "a".repeat(40), null));
    expect(written()).toBe(0);
    await work(recheck(fullName, proposal().headSha, null));
    expect(written()).toBe(1);
  });
});

describe("a check that a pass died before writing", () => {
  const create = "POST /repos/{owner}/{repo}/check-runs";

  test("is written by the next pass, once", async () => {
    const { pass, checks, proposal } = await enter();
    github.faults.arm(create, { kind: "reset" }, 9);
    await expect(pass()).rejects.toMatchObject({ port: "github" });
    github.faults.clear();
    expect(checks()).toEqual([]);

    expect(await pass()).toContain(create);
    expect(checks()).toMatchObject([{ name: "optpass/proposal", headSha: proposal().headSha }]);
    await pass();
    expect(await pass()).toEqual([]);
    expect(checks()).toHaveLength(1);
  });

  test("tells of the values in the commit, where slightly others are wanted by now", async () => {
    const { pass, checks, proposal } = await enter();
    github.faults.arm(create, { kind: "reset" }, 9);
    await expect(pass()).rejects.toThrow();
    github.faults.clear();
    const pushed = proposal().headSha;
    const [, value = ""] = /^\s+cpu: "?(\w+)/m.exec(await contentOf(proposal().headRef)) ?? [];

    await pass({ cores: 0.21 });

    expect(proposal().headSha).toBe(pushed);
    expect(checks()[0]?.annotations.map(({ title }) => title)).toContainEqual(
      `api-0 requests.cpu: 1 → ${value}`,
    );
  });

  test("is left out where a person pushed on top", async () => {
    const { pass, checks, fullName, proposal } = await enter();
    github.faults.arm(create, { kind: "reset" }, 9);
    await expect(pass()).rejects.toThrow();
    github.faults.clear();
    await github.pushCommit({ repository: fullName, branch: proposal().headRef, files: { "a.txt": "1\n" } });

    expect(await pass()).not.toContain(create);
    expect(checks()).toEqual([]);
  });

  test("is not looked for without the permission, and the rest goes on", async () => {
    const { pass, proposal } = await enter({ contents: "write", pull_requests: "write" });
    await pass();

    expect(proposal().state).toBe("open");
    expect(await pass()).toEqual([]);
  });

  async function contentOf(branch: string): Promise<string> {
    return (await github.readFile(`acme/healing-${count}`, branch, "apps/api-0.yaml")) ?? "";
  }
});

describe("a comment whose delivery was lost", () => {
  test("is found by a later pass and carried out, once", async () => {
    const { fullName, work, pass, proposal } = await enter();
    await pass();
    const { number } = proposal();
    const id = github.comment(fullName, number, "/optpass hold");

    const found = await work({ kind: "pass", repository: fullName, why: "schedule" });
    expect(found).toEqual([
      { kind: "comment", repository: fullName, form: "comment", issue: number, comment: id },
    ]);
    for (const job of found) await work(job);
    expect(proposal().labels).toContain("optpass:hold");

    // The dashboard tells that it is held.
    expect(await work({ kind: "pass", repository: fullName, why: "schedule" })).toEqual([]);
    expect(await work({ kind: "pass", repository: fullName, why: "schedule" })).toEqual([]);
    expect(github.log.writes()).toEqual([]);
    // The delivery was only late: it changes nothing any more.
    github.unlabel(fullName, number, "optpass:hold");
    for (const job of found) await work(job);
    expect(proposal().labels).not.toContain("optpass:hold");
  });

  test("is found on the dashboard, too, and though it is paused and nothing can be measured", async () => {
    const { fullName, work, pass, repository } = await enter();
    await pass();
    const [dashboard] = repository().issues.values();
    const { number } = dashboard ?? { number: 0 };
    const first = github.comment(fullName, number, "/optpass pause");
    await work({ kind: "comment", repository: fullName, form: "comment", issue: number, comment: first });
    const id = github.comment(fullName, number, "/optpass resume");

    const found = await work({ kind: "pass", repository: fullName, why: "schedule" });

    expect(found).toMatchObject([{ kind: "comment", comment: id }]);
  });

  test("is not looked for among what is old, edited, no command, or said by a program", async () => {
    const { fullName, work, pass, proposal } = await enter();
    await pass();
    const { number } = proposal();
    github.comment(fullName, number, "/optpass hold");
    github.world.advance(4 * 86_400_000);
    github.comment(fullName, number, "Looks good");
    github.comment(fullName, number, "/optpass hold", "helper[bot]");
    const edited = github.comment(fullName, number, "Looks good");
    github.world.advance(2000);
    github.editComment(fullName, edited, "/optpass hold");

    expect(await work({ kind: "pass", repository: fullName, why: "schedule" })).toEqual([]);
  });

  test("is found below more chatter than one look shows", async () => {
    const { fullName, work, pass, proposal } = await enter();
    await pass();
    const { number } = proposal();
    const id = github.comment(fullName, number, "/optpass hold");
    for (let index = 0; index < 25; index += 1) github.comment(fullName, number, `Number ${index}`);

    const found = await work({ kind: "pass", repository: fullName, why: "schedule" });

    expect(found).toMatchObject([{ kind: "comment", comment: id }]);
  });
});
