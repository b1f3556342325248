import { duration, type Instant, windowEndingAt } from "../../../core/model/index.ts";
import { PortError, type PortErrorCode } from "../../../ports/port-error.ts";
import type { PrometheusClient } from "../client.ts";
import type { RawProtocol } from "./raw-protocol.ts";
import { readRaw } from "./read-raw.ts";

export type RawSupport =
  | { readonly isSupported: true }
  /** One line for people. */
  | { readonly isSupported: false; readonly reason: string };

// The server answers, and what it says will not change in a moment. A token may be good for queries alone.
const answersThatMeanNo: readonly PortErrorCode[] = ["not-found", "bad-answer", "rejected", "unauthorized"];

/**
 * Whether a server speaks a protocol: reads `up` over the minute before `at`, which costs a server nothing.
 * Throws a PortError where the server gives no answer.
 */
export async function isRawSupported(
  client: PrometheusClient,
  protocol: RawProtocol,
  at: Instant,
): Promise<RawSupport> {
  const window = windowEndingAt(at, duration(1, "m"));
  try {
    for await (const _ of readRaw(client, protocol, { metric: "up", matchers: [], window })) break;
    return { isSupported: true };
  } catch (problem) {
    if (!(problem instanceof PortError) || !answersThatMeanNo.includes(problem.code)) throw problem;
    return { isSupported: false, reason: problem.message };
  }
}
