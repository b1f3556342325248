import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import Bottleneck from "bottleneck";
import type { Meter } from "./meter.ts";
import type { Limits } from "./options.ts";

const PatientOctokit = Octokit.plugin(retry, throttling);

export type Client = InstanceType<typeof PatientOctokit>;

export interface ClientParts {
  readonly baseUrl: string;
  readonly limits: Limits;
  readonly meter: Meter;
  readonly log: (line: string) => void;
  readonly onWait: (seconds: number, why: string) => void;
  readonly beforeWrite?: () => Promise<void>;
  /** How Octokit itself signs in; the requests are otherwise signed by whoever makes the client. */
  readonly signIn?: { readonly authStrategy: unknown; readonly auth: unknown };
}

/**
 * Octokit that repeats reads, and writes only where the request says `repeatable: true`, after failures of the server
 * or the connection; that never repeats what was refused; and that waits for limits within bounds.
 */
export function createClient(parts: ClientParts): Client {
  const { limits, log } = parts;
  const client = new PatientOctokit({
    baseUrl: parts.baseUrl,
    userAgent: "optpass",
    // The request log's debug lines hold the headers, authorization included.
    log: { debug: () => {}, info: log, warn: log, error: log },
    request: { fetch: parts.meter.fetch },
    retry: {
      // The default repeats 409, which only helps after reading again, and 429, which the throttling does.
      doNotRetry: [304, 400, 401, 403, 404, 405, 409, 410, 412, 422, 429, 451],
      retries: 2,
      retryAfterBaseValue: limits.millisecondsPerSecond,
    },
    throttle: throttleOptions(parts),
    ...parts.signIn,
  });
  // Outermost, because hooks added later wrap those before. A number of retries in a request makes the retry plugin
  // repeat every failure at once, refusals and limits included, so the only number that is ever set is none.
  client.hook.before("request", async (options) => {
    if (options.method !== "GET" && parts.signIn === undefined) await parts.beforeWrite?.();
    const isRepeatable = options.method === "GET" || options.request["repeatable"] === true;
    options.request["retries"] = isRepeatable ? undefined : 0;
  });
  return client;
}

function throttleOptions({ limits, log, onWait }: ClientParts) {
  const patience =
    (kind: string, why: string) =>
    (seconds: number, _options: object, _octokit: object, retryCount: number): boolean => {
      const waits = retryCount < 2 && seconds <= limits.maxWaitSeconds;
      if (!waits) return false;
      log(`${kind} rate limit: waiting ${seconds} s`);
      onWait(seconds, why);
      return true;
    };
  return {
    // A refusal for a limit was not carried out, so even a write may be repeated after it.
    onRateLimit: patience("primary", "GitHub's hourly rate limit is used up"),
    onSecondaryRateLimit: patience("secondary", "GitHub asks to slow down"),
    fallbackSecondaryRateRetryAfter: 60,
    retryAfterBaseValue: limits.millisecondsPerSecond,
    // The default spaces every write by one second and every pull request by three, however few there are.
    write: burst(limits.writeBurst, limits),
    notifications: burst(Math.ceil(limits.writeBurst / 4), limits),
  };
}

function burst(size: number, limits: Limits): Bottleneck.Group {
  return new Bottleneck.Group({
    maxConcurrent: 1,
    reservoir: size,
    reservoirIncreaseInterval: limits.millisecondsPerSecond,
    reservoirIncreaseAmount: 1,
    reservoirIncreaseMaximum: size,
  });
}
