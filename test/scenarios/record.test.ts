import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { createGitHubCodeHost, createGitHubConversation } from "../../src/adapters/github/index.ts";
import { openEventLog } from "../../src/adapters/store/index.ts";
import { createRecorder } from "../../src/app/create-recorder.ts";
import { rebuildRecords } from "../../src/app/rebuild-records.ts";
import { duration, instant } from "../../src/core/model/index.ts";
import type { EventLog, LoggedEvent } from "../../src/ports/event-log.ts";
import { PortError } from "../../src/ports/port-error.ts";
import { aPolicy } from "../support/builders/policy.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import {
  deployment,
  type Life,
  lifeSeal,
  manifest,
  openLife,
  type PassChange,
} from "../support/life/open-life.ts";
import { freshDatabase } from "../support/postgres/fresh-database.ts";

const { postgres } = inject("tools");
const change = "payments/api/resources";

interface Place {
  readonly location: string;
  /** Everything in it is gone, as after the loss of a disk. */
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

const places: readonly (readonly [string, () => Promise<Place>])[] = [
  ["SQLite", sqlitePlace],
  ...(postgres === null ? [] : [["PostgreSQL", postgresPlace] as const]),
];

let github: FakeGitHub;
let app: { readonly appId: number; readonly privateKey: string };
beforeAll(async () => {
  github = await startFakeGitHub();
  app = github.createApp({ account: "acme" });
});
afterAll(() => github?.stop());
afterEach(() => expect(github.violations).toEqual([]));

describe.each(places)("what happens to a change is written down in %s", (_, openPlace) => {
  let place: Place;
  let log: EventLog;
  let life: Life;
  beforeEach(async () => {
    place = await openPlace();
    log = await openEventLog(place.location);
    life = await openLife(github, app);
  });
  afterEach(async () => {
    await log.close();
    await place.stop();
  });

  const clock = { now: () => instant(github.world.now().getTime()) };
  const parts = () => ({ log, repository: life.fullName, seal: lifeSeal, clock });
  const pass = (parts_: PassChange = {}) => life.pass({ recorder: createRecorder(parts()), ...parts_ });
  const told = async (): Promise<readonly LoggedEvent[]> => {
    const all: LoggedEvent[] = [];
    for await (const page of log.events({ repository: life.fullName })) all.push(...page);
    return all.sort((left, right) => left.sequence - right.sequence);
  };
  const kinds = async () => (await told()).map(({ kind }) => kind);
  const connect = () => ({
    ...{ repository: life.fullName, auth: { kind: "app", ...app } as const, baseUrl: github.url },
    limits: { millisecondsPerSecond: 5 },
  });
  const rebuild = () =>
    rebuildRecords(parts(), createGitHubCodeHost(connect()), createGitHubConversation(connect()));

  test("a proposal once, with what was measured, however often the pass runs", async () => {
    await pass();
    await pass();
    await pass();

    const [event, ...more] = await told();
    expect(more).toEqual([]);
    expect(event).toMatchObject({ change, kind: "proposed", actor: "OptPass itself" });
    const snapshot = JSON.parse((await log.evidence(event?.evidence ?? "")) ?? "null");
    expect(snapshot.recommendations[0]).toMatchObject({
      target: { namespace: "payments", name: "api", container: "api" },
      evidence: { usage: { cpu: { distribution: { quantiles: { p95: 0.2 } } } } },
    });
  });

  test("a merge with who did it, also when a pass sees it only a month later", async () => {
    await pass();
    await github.mergePullRequest(life.fullName, life.pull().number);
    const mergedAt = clock.now();
    await pass({ now: instant(clock.now() + duration(30, "d")) });
    await pass();

    const events = await told();
    expect(events.map(({ kind, actor }) => [kind, actor])).toEqual([
      ["proposed", "OptPass itself"],
      ["merged", "octocat"],
    ]);
    expect(Math.abs((events[1]?.at ?? 0) - mergedAt)).toBeLessThan(duration(5, "m"));
  });

  test("what the pass before did not come to write down", async () => {
    const away: EventLog = {
      ...log,
      append: async () => {
        throw new PortError("store", "unreachable", "the store is away", { retryable: true });
      },
    };
    await expect(pass({ recorder: createRecorder({ ...parts(), log: away }) })).rejects.toThrow("is away");
    expect(await kinds()).toEqual([]);

    await pass();

    const [event] = await told();
    expect(event?.kind).toBe("proposed");
    expect(await log.evidence(event?.evidence ?? "")).not.toBeNull();
  });

  test("a close by a person, the way back, a hold, and its end", async () => {
    await pass();
    const { number } = life.pull();
    github.closePullRequest(life.fullName, number, "hubot");
    await pass();
    await github.reopenPullRequest(life.fullName, number);
    github.label(life.fullName, number, "optpass:hold");
    await pass();
    github.unlabel(life.fullName, number, "optpass:hold");
    await pass();
    await pass();

    expect((await told()).map(({ kind, actor }) => [kind, actor])).toEqual([
      ["proposed", "OptPass itself"],
      ["rejected", "hubot"],
      ["reopened", null],
      ["held", null],
      ["released", null],
    ]);
  });

  test("new values, and a close of our own with its reason", async () => {
    const hasty = aPolicy({ updates: { deadBand: 0.1, approvedDeadBand: 0.3, evaluations: 1 } });
    await pass({ policy: hasty });
    await pass({ policy: hasty, cores: 0.4, evidence: later(1) });
    expect(await kinds()).toEqual(["proposed", "updated"]);
    const text = await github.readFile(life.fullName, life.pull().headRef, manifest);
    await github.pushCommit({ repository: life.fullName, files: { [manifest]: `${text}# by hand\n` } });
    await pass({ policy: hasty, cores: 0.4, evidence: later(1) });
    await pass({ policy: hasty, cores: 0.4, evidence: later(1) });

    const events = await told();
    expect(events.map(({ kind }) => kind)).toEqual(["proposed", "updated", "closed"]);
    expect(JSON.parse(events[2]?.data ?? "{}")).toMatchObject({ reason: "human-applied-same-value" });
  });

  test("an edit of the branch once for each commit", async () => {
    await pass();
    const { headRef } = life.pull();
    await github.pushCommit({ repository: life.fullName, branch: headRef, files: { "x.txt": "mine" } });
    await pass();
    await pass();

    expect(await kinds()).toEqual(["proposed", "edited"]);
  });

  test("values that a person took back", async () => {
    await pass();
    await github.mergePullRequest(life.fullName, life.pull().number);
    await pass();
    await github.pushCommit({ repository: life.fullName, files: { [manifest]: deployment } });
    await pass();
    await pass();

    expect(await kinds()).toEqual(["proposed", "merged", "reverted"]);
  });

  test("from GitHub alone after the store was lost, and the next pass does what it would have done", async () => {
    await pass();
    const { number } = life.pull();
    github.closePullRequest(life.fullName, number, "hubot");
    await pass();
    await log.close();
    await place.wipe();
    log = await openEventLog(place.location);

    expect(await rebuild()).toEqual({ recorded: 1, unreadable: 0, pausedBy: null });
    const after = await pass();
    expect(await rebuild()).toEqual({ recorded: 1, unreadable: 0, pausedBy: null });

    expect(after).toMatchObject({ states: ["closed-ignored"], writes: [] });
    expect(life.pulls()).toHaveLength(1);
    expect((await told()).map(({ kind, actor }) => [kind, actor])).toEqual([
      ["proposed", "OptPass itself"],
      ["rejected", "hubot"],
    ]);
  });

  test("from the commit, where somebody damaged the text; and not at all, where the branch is not ours", async () => {
    await pass();
    life.pull().body = "I wrote this instead.";

    expect(await rebuild()).toEqual({ recorded: 1, unreadable: 0, pausedBy: null });
    const [event] = await told();
    expect(JSON.parse(event?.data ?? "{}")).toMatchObject({
      settings: [{ container: "api", setting: "requests.cpu", from: "1" }, {}, {}],
    });
  });

  test("for people and programs that ask", async () => {
    await pass();
    await github.mergePullRequest(life.fullName, life.pull().number);
    await pass();
    const flags = ["--store", place.location, "--repository", life.fullName];
    const run = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await optpass([...args, ...flags], { now: clock.now() });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      return stdout;
    };
    const number = life.pull().number;

    expect(await run("history")).toContain(`${change}  #${number} merged`);
    expect(await run("history", "payments/api")).toMatch(
      / {2}proposed {2}OptPass itself {2}#\d+: api requests\.cpu 1 -> /,
    );
    const json = JSON.parse(await run("audit", "--since", "1d", "-o", "json", "--evidence"));
    expect(json).toMatchObject([
      { kind: "proposed", actor: "OptPass itself", change, snapshot: { version: 1 } },
      { kind: "merged", actor: "octocat", data: { pullRequest: number } },
    ]);
    const csv = (await run("audit", "-o", "csv")).trimEnd().split("\r\n");
    expect(csv).toHaveLength(3);
    expect(csv[2]).toMatch(new RegExp(`,${life.fullName},${change},merged,octocat,#${number},,`));
    expect(await run("audit", "--until", "2020-01-01")).toBe("Nothing is recorded.\n");
    const unknown = await optpass(["history", "no/such", ...flags], {});
    expect(unknown).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing is recorded of "no/such"'),
    });
  });
});

/** Evidence that ends so many hours after the usual one. */
function later(hours: number) {
  const to = Date.UTC(2026, 10, 20, hours);
  return { window: { from: instant(to - duration(14, "d")), to: instant(to) } };
}

async function sqlitePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "optpass-record-"));
  return {
    location: folder,
    wipe: () => rm(join(folder, "optpass.db")),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function postgresPlace(): Promise<Place> {
  const database = await freshDatabase();
  return {
    location: database.url,
    async wipe() {
      await database.sql("drop schema public cascade");
      await database.sql("create schema public");
    },
    stop: () => database.drop(),
  };
}
