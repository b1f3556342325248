import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkQueue } from "../../../adapters/store/index.ts";
import { duration, type Instant, instant } from "../../../core/model/index.ts";
import type { AppAccount } from "../../../ports/app-account.ts";
import type { WorkQueue } from "../../../ports/work-queue.ts";
import { createHealth } from "../health.ts";
import { createLog } from "../log.ts";
import { catchUpHourly, type ScheduleParts } from "./start-schedule.ts";

const hour = duration(1, "h");
const noon = instant(Date.UTC(2026, 10, 24, 12, 17));

let folder: string;
let queues: readonly [WorkQueue, WorkQueue];
let now: Instant;
let asked: string[];
let logged: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "optpass-schedule-"));
  queues = [await openWorkQueue(folder), await openWorkQueue(folder)];
  [now, asked, logged] = [noon, [], ""];
});
afterEach(async () => {
  for (const queue of queues) await queue.close();
  await rm(folder, { recursive: true, force: true });
});

/** One process of several on the same store. */
function replica(
  index: 0 | 1,
  failedDeliveries: AppAccount["failedDeliveries"] = async () => [],
): ScheduleParts {
  const account: AppAccount = {
    check: async () => {},
    installations: async function* () {
      asked.push(`installations by ${index}`);
      yield { account: "acme", repositories: [] };
    },
    failedDeliveries,
    redeliver: async () => {},
  };
  const clock = { now: () => now };
  return {
    ...{ account, clock, queue: queues[index], spread: duration(0, "ms"), wake: () => {} },
    log: createLog((line) => (logged += line), [], "info"),
    health: createHealth(queues[index], clock),
  };
}

test("of two processes whose hour strikes, one catches up, and by the next hour it may be the other", async () => {
  await Promise.all([catchUpHourly(replica(0)), catchUpHourly(replica(1))]);
  expect(asked).toHaveLength(1);

  now = instant(noon + hour);
  await catchUpHourly(replica(1));
  await catchUpHourly(replica(0));
  expect(asked).toHaveLength(2);
  expect(asked[1]).toBe("installations by 1");
});

test("a process that died with the hour's task leaves the next hour to the others", async () => {
  await queues[0].claim("catch-up", now, duration(30, "m"));
  await catchUpHourly(replica(1));
  expect(asked).toEqual([]);

  now = instant(noon + hour);
  await catchUpHourly(replica(1));
  expect(asked).toEqual(["installations by 1"]);
});

test("a store that fails is logged, and nothing is done without it", async () => {
  const queue: WorkQueue = {
    ...queues[0],
    claim: () => Promise.reject(new Error("the disk is full")),
  };

  await catchUpHourly({ ...replica(0), queue });

  expect(asked).toEqual([]);
  expect(logged).toContain("catch up by the hour");
});
