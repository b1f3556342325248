import { setTimeout as wait } from "node:timers/promises";
import pRetry from "p-retry";
import { RequestFailure } from "./request-failure.ts";

export interface RetryPolicy {
  readonly firstMillis: number;
  /** After this time no new attempt is made. */
  readonly totalMillis: number;
  readonly stop: AbortSignal;
}

const retries = 3;
const longestPause = 10_000;

/** A server may ask for an hour; a pass is better told at once that it is unreachable. */
export const longestRequestedPause = 30_000;

/** Repeats an attempt that failed for a passing reason, with growing and uneven pauses. Throws the PortError. */
export async function withRetries<T>(attempt: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  try {
    return await pRetry(attempt, {
      retries,
      minTimeout: policy.firstMillis,
      maxTimeout: longestPause,
      randomize: true,
      maxRetryTime: policy.totalMillis,
      signal: policy.stop,
      shouldRetry: ({ error, retriesConsumed }) => mayRetry(error, retriesConsumed),
      // Called before `shouldRetry`.
      onFailedAttempt: async ({ error, retriesConsumed, retriesLeft }) => {
        if (retriesLeft === 0 || !mayRetry(error, retriesConsumed) || error.waitMillis === 0) return;
        await wait(error.waitMillis, undefined, { signal: policy.stop });
      },
    });
  } catch (thrown) {
    throw thrown instanceof RequestFailure ? thrown.reason : thrown;
  }
}

function mayRetry(error: unknown, retriesConsumed: number): error is RequestFailure {
  return (
    error instanceof RequestFailure &&
    error.again &&
    error.waitMillis <= longestRequestedPause &&
    retriesConsumed < error.mostRetries
  );
}

/** `Retry-After` as milliseconds: a number of seconds, or a date (RFC 9110, section 10.2.3). */
export function retryAfterMillis(header: string | null, now: number): number {
  if (header === null) return 0;
  const millis = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(millis) ? Math.max(0, millis) : 0;
}
