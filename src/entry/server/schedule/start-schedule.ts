import { Cron } from "croner";
import type { Duration } from "../../../core/model/index.ts";
import type { Clock } from "../../../ports/clock.ts";
import { describeFailure } from "../describe-failure.ts";
import type { Health } from "../health.ts";
import { type CatchUpParts, ensurePasses, redeliverMissed } from "./catch-up.ts";

export interface ScheduleParts extends CatchUpParts {
  readonly clock: Clock;
  readonly health: Health;
  /** New passes begin within so long. */
  readonly spread: Duration;
  readonly wake: () => void;
}

export interface RunningSchedule {
  stop(): void;
}

/**
 * What happens by the clock: the app's credentials are tried every five minutes; now and every hour, what webhooks have
 * missed is caught up on. Several processes may do so at once: it only costs the requests.
 */
export function startSchedule(parts: ScheduleParts): RunningSchedule {
  const check = () => attempt(parts, "check the app's credentials", () => checkCredentials(parts));
  const catchUp = async (): Promise<void> => {
    await attempt(parts, "catch up on deliveries", () => redeliverMissed(parts, parts.clock.now()));
    await attempt(parts, "plan passes", () => ensurePasses(parts, parts.clock.now(), parts.spread));
    parts.wake();
  };
  const options = { protect: true, unref: true, timezone: "UTC" } as const;
  // Not at the full hour, when everybody else asks.
  const timers = [new Cron("*/5 * * * *", options, check), new Cron("17 * * * *", options, catchUp)];
  // Failures are logged inside.
  void check().then(catchUp);
  return {
    stop: () => {
      for (const timer of timers) timer.stop();
    },
  };
}

async function checkCredentials({ account, health }: ScheduleParts): Promise<void> {
  await account.check();
  health.noteGitHub();
}

async function attempt({ log }: ScheduleParts, doing: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    log.error({ doing, ...describeFailure(error) }, "a scheduled task failed");
  }
}
