import type { Asked } from "./answer-failure.ts";
import type { Envelope } from "./envelope.ts";
import { oneLine } from "./one-line.ts";
import { failure, type RequestFailure } from "./request-failure.ts";

/**
 * What to tell of a success that holds a part of the data, or `null` where nothing says so. A maximum over a part of
 * the pods looks like any other number, so that such an answer is none. Asked once more: the part that is missing may
 * be a store that restarts.
 */
export function incompleteFailure(asked: Asked, envelope: Envelope): RequestFailure | null {
  const told = envelope.warnings?.find(tellsOfMissingData);
  if (told === undefined && envelope.isPartial !== true) return null;
  const said = told === undefined ? "it is marked as partial" : oneLine(told, asked.secrets);
  const message = `Prometheus at ${asked.base}: the answer is incomplete: ${said}; part of the data is missing`;
  return failure("incomplete", message, { again: true, mostRetries: 1 });
}

// Thanos, a store that does not answer: "receive series from Addr: ...", "failed to receive any data in 5s from ...",
// "fetch series for ...", "fetch label values from store ...". Prometheus, of its own remote_read: "remote_read: ...".
// Cortex and promxy: "Query result may contain partial data". Mimir: "err-mimir-store-consistency-check-failed".
// All of them: "results truncated due to limit". What they wrap comes from gRPC and Go's network package.
const missingSigns =
  /receive (?:series|any data)|fetch (?:series|label)|remote_read:|partial (?:response|result|data)|truncated|consistency-check-failed|rpc error|no such host|connection (?:refused|reset)|i\/o timeout|deadline exceeded|store ?(?:api|-?gateway)s?\b.{0,60}\b(?:unavailable|unhealthy|unreachable|not ready|failed)/i;

// About the expression, not about the data; it quotes names of metrics, which may hold any of the words above.
const annotation = /^PromQL (?:info|warning):/;

// "No StoreAPIs matched for this query" is none: Thanos says it of every time and label that it never had, with an
// empty answer, and nothing is ever concluded from no samples.
function tellsOfMissingData(warning: string): boolean {
  return !annotation.test(warning) && missingSigns.test(warning.slice(0, 1_000));
}
