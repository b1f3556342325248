import { once } from "node:events";
import type { Server } from "node:http";
import type { JobHandlers } from "../../app/job-handlers.ts";
import type { Duration } from "../../core/model/index.ts";
import type { AppAccount } from "../../ports/app-account.ts";
import type { Clock } from "../../ports/clock.ts";
import type { WorkQueue } from "../../ports/work-queue.ts";
import { describeFailure } from "./describe-failure.ts";
import { createHealth, type Health } from "./health.ts";
import { createHttpServer, type Route } from "./http/create-http-server.ts";
import { createBodyReader } from "./http/read-body.ts";
import { answerWebhook, type WebhookParts } from "./http/webhook-route.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { loadProbotApp, optpassApp, type ProbotSettings } from "./probot-app.ts";
import { startSchedule } from "./schedule/start-schedule.ts";
import { startWorkers } from "./workers.ts";

export interface ServerSettings extends Omit<ProbotSettings, "secret" | "silent"> {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Two while they are being changed. */
  readonly secrets: readonly [string, ...string[]];
  readonly workers: number;
  readonly lease: Duration;
  /** How long jobs may go on after the server was asked to stop. */
  readonly grace: Duration;
  /** New passes begin within so long. */
  readonly spread: Duration;
}

export interface ServerParts {
  readonly queue: WorkQueue;
  readonly account: AppAccount;
  readonly handlers: JobHandlers;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export interface RunningServer {
  readonly port: number;
  /** Takes no more deliveries and begins no more jobs; finishes what is begun, or puts it back. */
  stop(): Promise<void>;
}

// Another process may have added work to the same store.
const lookMillis = 1_000;

/** Starts everything, and comes back once deliveries are taken. */
export async function startServer(settings: ServerSettings, parts: ServerParts): Promise<RunningServer> {
  const { queue, clock, log, metrics } = parts;
  const health = createHealth(queue, clock);
  const workers = startWorkers({ ...parts, atOnce: settings.workers, lease: settings.lease, lookMillis });
  const count: WebhookParts["count"] = (event, outcome) => metrics.deliveries.inc({ event, outcome });
  const app = optpassApp({ queue, clock, count, log, wake: workers.wake });
  const silent = log.child({}, { level: "silent" });
  const receive = await loadProbotApp(app, { ...settings, secret: settings.secrets[0], silent });
  const onFailure = (error: unknown): void => log.error(describeFailure(error), "a request failed");
  const webhook: WebhookParts = {
    secrets: settings.secrets,
    readBody: createBodyReader(),
    receive,
    count,
    onFailure: (error, { id, name }) =>
      log.error({ delivery: id, event: name, ...describeFailure(error) }, "a delivery could not be kept"),
  };
  const server = createHttpServer(routesOf(webhook, health, metrics), onFailure);
  const port = await listen(server, settings);
  const schedule = startSchedule({ ...parts, health, spread: settings.spread, wake: workers.wake });
  log.info({ host: settings.host, port }, "listening");
  return {
    port,
    async stop() {
      health.noteStopping();
      log.info("stopping");
      schedule.stop();
      const closed = close(server);
      await workers.stop(settings.grace);
      await closed;
      log.info("stopped");
    },
  };
}

function routesOf(webhook: WebhookParts, health: Health, metrics: Metrics): readonly Route[] {
  return [
    { method: "POST", path: "/api/github/webhooks", answer: (request) => answerWebhook(request, webhook) },
    { method: "GET", path: "/healthz", answer: async () => ({ status: 200, text: "alive\n" }) },
    {
      method: "GET",
      path: "/readyz",
      answer: async () => {
        const problems = await health.problems();
        return problems.length === 0
          ? { status: 200, text: "ready\n" }
          : { status: 503, text: `${problems.join("\n")}\n` };
      },
    },
    {
      method: "GET",
      path: "/metrics",
      answer: async () => ({ status: 200, ...(await metrics.scrape()) }),
    },
  ];
}

async function listen(server: Server, { host, port }: ServerSettings): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** Requests that are there are answered; connections that are only kept open are not waited for. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
