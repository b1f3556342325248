import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createGitHubCheckRuns } from "../../src/adapters/github/index.ts";
import { showConfigCheck } from "../../src/app/show-checks.ts";
import type { CheckReport } from "../../src/core/model/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { openRoom } from "../support/talk/open-room.ts";

let github: FakeGitHub;
let room: Awaited<ReturnType<typeof openRoom>>;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github.stop());
afterEach(() => {
  github.faults.clear();
  expect(github.violations).toEqual([]);
});

const note = (line: number) => ({
  path: "api.yaml",
  line,
  level: "notice" as const,
  title: `Line ${line}`,
  message: "Because.",
});

/** A report on the head of a proposal of a new repository. */
async function enter(): Promise<CheckReport> {
  count += 1;
  room = await openRoom(github, `checks-${count}`);
  return {
    name: "optpass/proposal",
    commit: room.pull().headSha,
    conclusion: "success",
    title: "payments/api: cpu 1 → 230m",
    summary: "Lowers the request.",
    text: "### Evidence",
    annotations: [note(1)],
    buttons: [{ id: "rerun", label: "Rerun", description: "Read the metrics again" }],
  };
}

const checks = () => createGitHubCheckRuns(room.options);
const runs = () => [...existingRepository(github.world, room.fullName).checkRuns.values()];

describe("check runs on GitHub", () => {
  test("a report is made once, and saying the same again writes nothing", async () => {
    const report = await enter();
    await checks().report(report);
    const writes = room.writes();
    await checks().report(report);
    expect(room.writes()).toBe(writes);
    expect(runs()).toMatchObject([{ name: "optpass/proposal", status: "completed", conclusion: "success" }]);
  });

  test("more annotations than one request takes come in several, and are all there", async () => {
    const report = await enter();
    const annotations = Array.from({ length: 120 }, (_, index) => note(index + 1));
    await checks().report({ ...report, annotations });
    expect(runs()).toHaveLength(1);
    expect(runs()[0]).toMatchObject({ status: "completed", conclusion: "success" });
    expect(runs()[0]?.annotations).toHaveLength(120);
    const writes = room.writes();
    await checks().report({ ...report, annotations });
    expect(room.writes()).toBe(writes);
  });

  test("other annotations make a new run, since old ones cannot be taken back", async () => {
    const report = await enter();
    await checks().report(report);
    await checks().report({ ...report, annotations: [note(2)] });
    expect(runs().map(({ annotations }) => annotations.length)).toEqual([1, 1]);
  });

  test("one without annotations is edited in place", async () => {
    const report = { ...(await enter()), annotations: [] };
    await checks().report(report);
    await checks().report({ ...report, summary: "Lowers it further." });
    expect(runs()).toHaveLength(1);
    expect(runs()[0]).toMatchObject({ output: { summary: "Lowers it further." } });
  });

  test("a run that was cut off half-way is replaced by a whole one", async () => {
    const report = await enter();
    const annotations = Array.from({ length: 70 }, (_, index) => note(index + 1));
    github.faults.arm("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", { kind: "not-permitted" });
    await expect(checks().report({ ...report, annotations })).rejects.toMatchObject({ code: "unauthorized" });
    await checks().report({ ...report, annotations });
    expect(runs().at(-1)).toMatchObject({ status: "completed" });
    expect(runs().at(-1)?.annotations).toHaveLength(70);
  });

  test("a report whose answer is lost is made once", async () => {
    const report = await enter();
    github.faults.arm("POST /repos/{owner}/{repo}/check-runs", { kind: "reset", when: "after" });
    await checks().report(report);
    expect(runs()).toHaveLength(1);
  });

  test("without the permission there is no check, and nothing fails", async () => {
    const report = await enter();
    const app = github.createApp({ account: "acme", slug: "poor", repositories: [room.fullName] });
    const poor = createGitHubCheckRuns({ ...room.options, auth: { kind: "app", ...app } });
    expect(await showConfigCheck(poor, report.commit, { kind: "removed" })).toMatchObject({
      kind: "not-allowed",
      message: expect.stringContaining("Checks: write"),
    });
  });
});
