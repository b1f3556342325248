import { Cron } from "croner";
import { type Duration, duration } from "../../../core/model/index.ts";
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
 * missed is caught up on. Whoever starts does so at once, since it may have been away; by the hour, one process does it
 * for all.
 */
export function startSchedule(parts: ScheduleParts): RunningSchedule {
  const check = () => attempt(parts, "check the app's credentials", () => checkCredentials(parts));
  const options = { protect: true, unref: true, timezone: "UTC" } as const;
  // Not at the full hour, when everybody else asks.
  const timers = [
    new Cron("*/5 * * * *", options, check),
    new Cron("17 * * * *", options, () => catchUpHourly(parts)),
  ];
  // Failures are logged inside.
  void check().then(() => catchUp(parts));
  return {
    stop: () => {
      for (const timer of timers) timer.stop();
    },
  };
}

// Clocks of processes differ by less, and the next hour is further away.
const claimed = duration(30, "m");

/** Of the processes on one store, the first to come does it for this hour. */
export async function catchUpHourly(parts: ScheduleParts): Promise<void> {
  const { queue, clock } = parts;
  await attempt(parts, "catch up by the hour", async () => {
    if (await queue.claim("catch-up", clock.now(), claimed)) await catchUp(parts);
  });
}

async function catchUp(parts: ScheduleParts): Promise<void> {
  await attempt(parts, "catch up on deliveries", () => redeliverMissed(parts, parts.clock.now()));
  await attempt(parts, "plan passes", () => ensurePasses(parts, parts.clock.now(), parts.spread));
  parts.wake();
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
