import { type Duration, type Instant, instant } from "../core/model/index.ts";
import type { Telemetry } from "../core/telemetry/index.ts";
import type { Clock } from "../ports/clock.ts";
import type { ReadTelemetry } from "./run-pass.ts";

/**
 * Reads a source once for many repositories: whoever asks within `keptFor` of the last reading's beginning gets the same
 * one. Only one reading is kept, because it is large. A reading that failed is not kept.
 */
export function shareTelemetry(read: ReadTelemetry, clock: Clock, keptFor: Duration): ReadTelemetry {
  let kept: { readonly name: string; readonly until: Instant; readonly reading: Promise<Telemetry> } | null =
    null;
  return (policy) => {
    const name = JSON.stringify([policy.source, policy.window]);
    const now = clock.now();
    if (kept !== null && kept.name === name && now < kept.until) return kept.reading;
    const reading = read(policy).catch((error: unknown) => {
      if (kept?.reading === reading) kept = null;
      throw error;
    });
    kept = { name, until: instant(now + keptFor), reading };
    return reading;
  };
}
