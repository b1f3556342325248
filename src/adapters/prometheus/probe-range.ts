import type { Instant } from "../../core/model/index.ts";
import { PortError, type PortErrorCode } from "../../ports/port-error.ts";
import type { PrometheusClient } from "./client.ts";
import { decodeRange } from "./decode.ts";
import { unixSeconds } from "./time-slices.ts";

// A gateway that lets only some paths through. A server that is too busy or gone is another matter.
const answersThatMeanNo: readonly PortErrorCode[] = ["not-found", "rejected", "unauthorized"];

/** Whether a server answers range queries: asks for a constant at one moment. Throws a PortError without an answer. */
export async function isRangeSupported(client: PrometheusClient, at: Instant): Promise<boolean> {
  const time = unixSeconds(at);
  const form = new URLSearchParams({ query: "vector(1)", start: time, end: time, step: "60" });
  try {
    await client.ask({ path: "query_range", form, decode: decodeRange });
    return true;
  } catch (problem) {
    if (problem instanceof PortError && answersThatMeanNo.includes(problem.code)) return false;
    throw problem;
  }
}
