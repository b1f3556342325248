import { type ApplicationFunction, Probot } from "probot";
import { keepEvent } from "../../app/keep-event.ts";
import type { Clock } from "../../ports/clock.ts";
import type { WorkQueue } from "../../ports/work-queue.ts";
import type { Delivery, DeliveryOutcome } from "./http/webhook-route.ts";
import type { Logger } from "./log.ts";

export interface AppParts {
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly count: (event: string, outcome: DeliveryOutcome) => void;
  readonly log: Logger;
  /** Told that there is new work. */
  readonly wake: () => void;
}

/** OptPass as a Probot app: every event is kept as work, and nothing else is done while GitHub waits. */
export function optpassApp({ queue, clock, count, log, wake }: AppParts): ApplicationFunction {
  return (app) => {
    app.onAny(async ({ id, name, payload }) => {
      const kept = await keepEvent(queue, { id, name, payload }, clock.now());
      count(name, kept.kind);
      const why = kept.kind === "ignored" ? kept.because : undefined;
      log.debug({ delivery: id, event: name, outcome: kept.kind, why }, "delivery");
      if (kept.kind === "queued") wake();
    });
  };
}

export interface ProbotSettings {
  readonly appId: string;
  readonly privateKey: string;
  readonly secret: string;
  /** Where GitHub's API is. */
  readonly baseUrl: string;
  /** What Probot may write of itself: it logs whole payloads when something fails. */
  readonly silent: Logger;
}

/** Loads the app, and gives what hands it one delivery. Throws where the app could not keep it. */
export async function loadProbotApp(
  app: ApplicationFunction,
  { appId, privateKey, secret, baseUrl, silent }: ProbotSettings,
): Promise<(delivery: Delivery) => Promise<void>> {
  const probot = new Probot({ appId, privateKey, secret, baseUrl, log: silent });
  await probot.load(app);
  return async ({ id, name, payload }) => {
    // Probot's types list the events that it knows; whatever else GitHub sends goes to `onAny` as well.
    await probot.receive({ id, name, payload } as Parameters<Probot["receive"]>[0]);
  };
}
