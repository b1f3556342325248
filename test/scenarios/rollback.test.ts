import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { handleJob, type JobLease } from "../../src/app/job-handlers.ts";
import { repositoryJobs } from "../../src/app/repository-jobs.ts";
import { noWishes } from "../../src/app/tend-repository.ts";
import { readMetadata } from "../../src/core/record/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { startTending, type Tended } from "../support/tend/tending.ts";

const manifest = "apps/api-0.yaml";
const branch = "optpass/payments/api-0/rollback";

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

/** A repository in which a proposal was merged a moment ago. */
async function enter() {
  count += 1;
  const [name, fullName] = [`rollback-${count}`, `acme/rollback-${count}`];
  const tending = startTending(github, 1);
  await tending.add(name);
  github.setRole(fullName, "octocat", "maintain");
  const repository = () => existingRepository(github.world, fullName);
  const pulls = () => [...repository().pulls.values()];
  const before = await textOf(fullName, manifest);
  await tending.open(fullName).tend(noWishes);
  const [first] = pulls();
  if (first === undefined) throw new Error("nothing is proposed");
  await github.mergePullRequest(fullName, first.number);
  return {
    ...{ fullName, before, number: first.number, repository, pulls },
    rollbacks: () => pulls().filter(({ headRef }) => headRef === branch),
    text: () => textOf(fullName, manifest),
    /** What a pass writes, in a process of its own. */
    async pass(how: Tended = {}): Promise<readonly (string | null)[]> {
      github.log.clear();
      await tending.open(fullName, how).tend(noWishes);
      return github.log.writes().map(({ operation }) => operation);
    },
    /** Says it and lets a worker handle it; the answer, if there is one. */
    async say(text: string, number = first.number, login = "octocat") {
      const id = github.comment(fullName, number, text, login);
      return { id, answer: await this.hear(id, number) };
    },
    async hear(id: number, issue = first.number): Promise<string | undefined> {
      const lease: JobLease = { check: async () => {}, also: async () => {} };
      const jobs = repositoryJobs({
        open: (of, { also }) => tending.open(of, { also }),
        finished: () => ({ did: "a pass", nextPass: null }),
      });
      github.log.clear();
      await handleJob(
        jobs,
        { kind: "comment", repository: fullName, form: "comment", issue, comment: id },
        lease,
      );
      return [...repository().comments.values()].find(({ body }) =>
        body.includes(`optpass:reply:comment-${id}`),
      )?.body;
    },
    push: (edit: (text: string) => string) =>
      textOf(fullName, manifest).then((text) =>
        github.pushCommit({ repository: fullName, branch: "main", files: { [manifest]: edit(text) } }),
      ),
  };
}

async function textOf(fullName: string, path: string): Promise<string> {
  return (await github.readFile(fullName, "main", path)) ?? "";
}

describe("rolling back by values", () => {
  test("brings every old value back, in a pull request that names who asked", async () => {
    const room = await enter();
    expect(await room.text()).not.toBe(room.before);

    const { answer } = await room.say("/optpass rollback");

    expect(answer).toContain("brings the old values back");
    expect(room.rollbacks()).toMatchObject([
      { state: "open", labels: ["optpass:rollback"], baseRef: "main" },
    ]);
    const [rollback] = room.rollbacks();
    expect(rollback?.body).toContain("`octocat` asked for it");
    expect(readMetadata(rollback?.body ?? "")).toMatchObject({ rollback: { of: room.number, left: [] } });
    await github.mergePullRequest(room.fullName, rollback?.number ?? 0);
    expect(await room.text()).toBe(room.before);
  });

  test("works where a revert conflicts, and leaves alone what was moved since", async () => {
    const room = await enter();
    await room.push((text) =>
      text
        .replace(/memory: \S+/g, "memory: 777Mi")
        .replace("image:", "imagePullPolicy: Always\n          image:"),
    );

    const { answer } = await room.say("/optpass rollback");

    expect(answer).toMatch(/brings the old values back[\s\S]*requests\.memory[\s\S]*777Mi/);
    const [rollback] = room.rollbacks();
    expect(rollback?.body).toMatch(/What stays[\s\S]*requests\.memory[\s\S]*777Mi today/);
    await github.mergePullRequest(room.fullName, rollback?.number ?? 0);
    const text = await room.text();
    expect(text).toContain('cpu: "1" # guessed');
    expect(text.match(/memory: 777Mi/g)).toHaveLength(2);
    expect(text).toContain("imagePullPolicy: Always");
  });

  test("with nothing left says so, and writes no pull request", async () => {
    const room = await enter();
    await room.push(() => room.before);
    const { answer } = await room.say("/optpass rollback");
    expect(answer).toContain("Nothing of it is left to roll back");
    expect(room.rollbacks()).toEqual([]);
  });

  test("of one setting leaves the others", async () => {
    const room = await enter();
    await room.say("/optpass rollback requests.cpu");
    expect(readMetadata(room.rollbacks()[0]?.body ?? "")?.settings.map(({ setting }) => setting)).toEqual([
      "requests.cpu",
    ]);
  });

  test("twice is once, and the passes after it write nothing", async () => {
    const room = await enter();
    const { id } = await room.say("/optpass rollback");
    await room.hear(id);
    const { answer } = await room.say("/optpass rollback");
    expect(answer).toContain("brings the old values back");
    expect(room.rollbacks()).toHaveLength(1);
    await room.pass();
    expect(await room.pass()).toEqual([]);
    expect(room.rollbacks()).toMatchObject([{ state: "open" }]);
  });

  test.each([
    ["before the branch is there", "POST /graphql updateRefs"],
    ["before the pull request is there", "POST /repos/{owner}/{repo}/pulls"],
    ["before the label is there", "POST /repos/{owner}/{repo}/issues/{issue_number}/labels"],
  ])("that died %s is finished when it is tried again", async (_, operation) => {
    const room = await enter();
    const id = github.comment(room.fullName, room.number, "/optpass rollback", "octocat");
    github.faults.arm(operation, { kind: "reset" }, 9);
    await expect(room.hear(id)).rejects.toMatchObject({ port: "github" });
    github.faults.clear();

    expect(await room.hear(id)).toContain("brings the old values back");
    expect(room.rollbacks()).toMatchObject([{ state: "open", labels: ["optpass:rollback"] }]);
  });

  test("by one who may only read does nothing", async () => {
    const room = await enter();
    github.setRole(room.fullName, "reader", "read");
    await room.say("/optpass rollback", room.number, "reader");
    expect(room.rollbacks()).toEqual([]);
  });

  test("leaves a branch alone that holds somebody's commits", async () => {
    const room = await enter();
    await github.pushCommit({ repository: room.fullName, branch, files: { mine: "mine" } });
    const { answer } = await room.say("/optpass rollback");
    expect(answer).toContain("holds somebody's commits");
    expect(room.rollbacks()).toEqual([]);
  });

  test("is on the dashboard while it is open, and silences the change once it is merged, for a while", async () => {
    const room = await enter();
    await room.say("/optpass rollback");
    const dashboard = () =>
      [...room.repository().issues.values()].find(({ title }) => title === "OptPass dashboard")?.body;
    expect(dashboard()).toMatch(/Rolling back[\s\S]*roll back \d settings/);
    await github.mergePullRequest(room.fullName, room.rollbacks()[0]?.number ?? 0);
    const proposed = () => room.pulls().filter(({ headRef }) => headRef.endsWith("/resources"));

    await room.pass();
    expect(proposed()).toHaveLength(1);
    expect(dashboard()).toContain("was merged and rolled back; silent until");

    github.world.advance(91 * 24 * 3_600_000);
    await room.pass();
    expect(proposed()).toHaveLength(2);
  });
});
