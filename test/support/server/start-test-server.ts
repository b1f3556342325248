import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkQueue } from "../../../src/adapters/store/index.ts";
import type { JobHandlers, JobLease, JobResult } from "../../../src/app/job-handlers.ts";
import type { Job } from "../../../src/core/jobs/index.ts";
import { type Duration, duration, instant } from "../../../src/core/model/index.ts";
import { createLog } from "../../../src/entry/server/log.ts";
import { createMetrics } from "../../../src/entry/server/metrics.ts";
import { startServer } from "../../../src/entry/server/start-server.ts";
import type { AppAccount } from "../../../src/ports/app-account.ts";
import type { WorkQueue } from "../../../src/ports/work-queue.ts";

export const secret = "a webhook secret of a test";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const appKey = privateKey.export({ type: "pkcs1", format: "pem" }).toString();

export interface TestServer {
  readonly port: number;
  readonly queue: WorkQueue;
  /** Everything that was logged. */
  log(): string;
  stop(): Promise<void>;
  /** Stops, and forgets everything. */
  end(): Promise<void>;
}

export interface TestServerOrder {
  readonly handle: (job: Job, lease: JobLease) => Promise<JobResult | undefined>;
  readonly folder?: string;
  /** Where the queue is, if not in the folder. */
  readonly store?: string;
  readonly secrets?: readonly [string, ...string[]];
  readonly account?: Partial<AppAccount>;
  readonly grace?: Duration;
  readonly lease?: Duration;
}

/** The server as it is, with a handler and an app of the test's own, on a store of its own. */
export async function startTestServer(order: TestServerOrder): Promise<TestServer> {
  const folder = order.folder ?? (await mkdtemp(join(tmpdir(), "optpass-server-")));
  const queue = await openWorkQueue(order.store ?? folder);
  const clock = { now: () => instant(Date.now()) };
  let logged = "";
  const log = createLog((line) => (logged += line), [secret, appKey], "debug");
  const parts = { queue, clock, log, metrics: createMetrics(queue, clock) };
  const server = await startServer(
    {
      host: "127.0.0.1",
      port: 0,
      secrets: order.secrets ?? [secret],
      workers: 2,
      lease: order.lease ?? duration(30, "s"),
      grace: order.grace ?? duration(5, "s"),
      spread: duration(0, "ms"),
      appId: "1",
      privateKey: appKey,
      baseUrl: "http://127.0.0.1:1",
    },
    { ...parts, account: { ...nobody, ...order.account }, handlers: handlersOf(order.handle) },
  );
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= server.stop();
    return stopped;
  };
  return {
    port: server.port,
    queue,
    log: () => logged,
    stop,
    async end() {
      await stop();
      await queue.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An app that is installed nowhere. */
const nobody: AppAccount = {
  check: async () => {},
  installations: async function* () {},
  failedDeliveries: async () => [],
  redeliver: async () => {},
};

function handlersOf(handle: TestServerOrder["handle"]): JobHandlers {
  const one = async (job: Job, lease: JobLease): Promise<JobResult> =>
    (await handle(job, lease)) ?? { did: "nothing", nextPass: null };
  return {
    ...{ pass: one, "pull-request": one, comment: one, checkbox: one, button: one },
    ...{ "config-check": one, "config-recheck": one, "proposal-recheck": one, "merge-group": one },
  };
}
