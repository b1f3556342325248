import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createSeal } from "../../src/adapters/system/seal.ts";
import type { TendedPass } from "../../src/app/tend-repository.ts";
import { noWishes, type Wishes } from "../../src/app/tend-repository.ts";
import { readMetadata } from "../../src/core/record/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { type FollowedCluster, sourceOf, startCluster } from "../support/follow/followed-cluster.ts";
import { startTending } from "../support/tend/tending.ts";

const minute = 60_000;
const hour = 60 * minute;

let github: FakeGitHub;
let count = 0;
beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github?.stop());
afterEach(() => {
  github.faults.clear();
  expect(github.violations).toEqual([]);
});

/** A proposal that was merged a moment ago, and the cluster that should get it. */
async function merged() {
  count += 1;
  const [name, fullName] = [`follow-${count}`, `acme/follow-${count}`];
  const tending = startTending(github, 1);
  await tending.add(name);
  await tending.open(fullName).tend(noWishes);
  const pull = () => {
    const found = [...existingRepository(github.world, fullName).pulls.values()][0];
    if (found === undefined) throw new Error("nothing was proposed");
    return found;
  };
  const recordOf = () => readMetadata(pull().body ?? "", createSeal("a key for tests"));
  const record = recordOf();
  if (record === null) throw new Error("the proposal has no record");
  await github.mergePullRequest(fullName, pull().number);
  const cluster = startCluster(record);
  return {
    ...{ fullName, pull, cluster },
    followed: () => recordOf()?.followed,
    now: () => github.world.now().getTime(),
    async pass(wishes: Wishes = noWishes): Promise<TendedPass> {
      github.log.clear();
      const tended = await tending.open(fullName, { metrics: sourceOf(cluster) }).tend(wishes);
      if (tended.kind !== "ran") throw new Error(`the pass was ${tended.kind}`);
      return tended;
    },
    writes: () => github.log.writes().map(({ operation }) => operation),
    labels: () => [...pull().labels].filter((label) => label.startsWith("optpass:")),
  };
}

/** Passes at every look that the pass before wanted, for so long. */
async function passFor(
  { pass, cluster }: { readonly pass: () => Promise<TendedPass>; readonly cluster: FollowedCluster },
  length: number,
): Promise<void> {
  void cluster;
  const end = github.world.now().getTime() + length;
  for (;;) {
    const next = (await pass()).followed[0]?.next ?? null;
    if (next === null || next > end) break;
    github.world.advance(Math.max(minute, next - github.world.now().getTime()));
  }
}

test("a change that runs and harms nobody is verified after a day, and then nothing is written or asked", async () => {
  const life = await merged();
  await life.pass();
  expect(life.labels()).toContain("optpass:verifying");
  life.cluster.syncedAt = life.now() + 3 * minute;
  github.world.advance(8 * minute);

  await passFor(life, 26 * hour);

  expect(life.followed()).toMatchObject({
    live: { level: "value-visible", seen: "all 2 running pods show it" },
    look: { outcome: "verified", next: null },
  });
  expect(life.labels()).toContain("optpass:verified");
  expect(life.labels()).not.toContain("optpass:verifying");
  expect(life.pull().body).toContain("Verified: the service is not worse");
  const asked = life.cluster.asked.length;
  await life.pass();
  expect(life.cluster.asked).toHaveLength(asked);
  expect(life.pull().body).toContain("Verified: the service is not worse");
});

test("a second pass at the same moment writes nothing about the merge", async () => {
  const life = await merged();
  life.cluster.syncedAt = life.now();
  github.world.advance(8 * minute);
  await life.pass();

  await life.pass();

  expect(life.writes()).toEqual([]);
});

test("a memory cut whose containers are killed is regressed within minutes, and wishes for a rollback", async () => {
  const life = await merged();
  life.cluster.syncedAt = life.now() + minute;
  life.cluster.killsFrom = life.now() + 6 * minute;
  github.world.advance(5 * minute);

  await passFor(life, 15 * minute);

  const { followed } = await life.pass();
  expect(followed[0]?.wish).toEqual({
    kind: "rollback",
    reasons: [expect.stringMatching(/killed for memory/)],
  });
  expect(life.labels()).toContain("optpass:regressed");
  expect(life.pull().body).toContain("Rolling it back is recommended");
});

test("a rolling update that stalls because its first pod is killed is regressed, though it never was live", async () => {
  const life = await merged();
  Object.assign(life.cluster, {
    syncedAt: life.now() + minute,
    syncedPods: 1,
    killsFrom: life.now() + 4 * minute,
  });
  github.world.advance(10 * minute);

  await life.pass();

  expect(life.followed()).toEqual({ look: expect.objectContaining({ outcome: "regressed", next: null }) });
});

test("latency that rises by a third with the change is regressed within a day", async () => {
  const life = await merged();
  Object.assign(life.cluster, { syncedAt: life.now() + minute, latency: 1.35 });
  github.world.advance(5 * minute);

  await passFor(life, 25 * hour);

  expect(life.followed()?.look?.outcome).toBe("regressed");
  expect(life.followed()?.look?.findings[0]).toMatch(
    /latency of api-0 got worse|request errors of api-0 got worse/,
  );
});

test("a sync that never comes is not live after an hour, and is never judged", async () => {
  const life = await merged();

  await passFor(life, 2 * hour);

  expect(life.followed()).toEqual({ look: expect.objectContaining({ outcome: "not-live", next: null }) });
  expect(life.labels()).toContain("optpass:not-live");
});

test("while the metrics are away nothing is claimed, however long, and nothing is written", async () => {
  const life = await merged();
  await life.pass();
  life.cluster.isAway = true;
  github.world.advance(3 * hour);

  const { followed } = await life.pass();

  expect(life.followed()).toEqual({});
  expect(followed[0]?.state.join(" ")).toContain("could not be looked at: Prometheus is away");
  expect(life.labels()).toContain("optpass:verifying");
});

test("who orders a look gets one before it is due", async () => {
  const life = await merged();
  life.cluster.syncedAt = life.now();
  github.world.advance(8 * minute);
  await life.pass();
  github.world.advance(minute);
  const before = life.followed()?.look?.at;
  const { number, headRef: branch } = life.pull();

  await life.pass({ ...noWishes, orders: [{ kind: "verify", branch, pullRequest: number }] });

  expect(life.followed()?.look?.at).not.toBe(before);
});
