import { workOf } from "../../../app/keep-event.ts";
import { shareOf } from "../../../core/jobs/index.ts";
import { type Duration, duration, type Instant, instant } from "../../../core/model/index.ts";
import type { AppAccount } from "../../../ports/app-account.ts";
import { PortError } from "../../../ports/port-error.ts";
import type { WorkQueue } from "../../../ports/work-queue.ts";
import { describeFailure } from "../describe-failure.ts";
import type { Logger } from "../log.ts";

export interface CatchUpParts {
  readonly account: AppAccount;
  readonly queue: WorkQueue;
  readonly log: Logger;
}

// GitHub redelivers nothing older.
const redeliverable = duration(3, "d");

/** So that an hour's worth of failures does not use up the app's own rate limit. */
const mostRedelivered = 500;

/** Asks GitHub for the deliveries that nobody took. They come in as all others do. */
export async function redeliverMissed({ account, log }: CatchUpParts, now: Instant): Promise<void> {
  const failed = await account.failedDeliveries(instant(now - redeliverable));
  let done = 0;
  for (const delivery of failed.slice(0, mostRedelivered)) {
    try {
      await account.redeliver(delivery);
      done += 1;
    } catch (error) {
      // One that GitHub has forgotten keeps back no other; a limit keeps back all.
      if (error instanceof PortError && (error.code === "rate-limited" || error.code === "unreachable"))
        throw error;
      log.warn({ delivery: delivery.id, ...describeFailure(error) }, "could not ask for a delivery again");
    }
  }
  if (failed.length > 0)
    log.info({ failed: failed.length, redelivered: done }, "asked for missed deliveries");
}

/**
 * Makes sure that every repository of every installation has a pass to come: what was installed, renamed or forgotten
 * while nobody listened. They begin spread over the time given.
 */
export async function ensurePasses(
  { account, queue, log }: CatchUpParts,
  now: Instant,
  spread: Duration,
): Promise<void> {
  for await (const { account: owner, repositories } of account.installations()) {
    if (repositories instanceof PortError) {
      log.warn(
        { owner, ...describeFailure(repositories) },
        "could not list the repositories of an installation",
      );
      continue;
    }
    const work = repositories.map((repository) => {
      const due = instant(now + Math.floor(spread * shareOf(repository)));
      return { ...workOf({ kind: "pass", repository, why: "schedule" }, due), onlyWhenNone: true } as const;
    });
    const added = await queue.add({ identities: [], gone: [], work }, now);
    if (added !== null && added > 0) log.info({ owner, repositories: added }, "planned passes");
  }
}
