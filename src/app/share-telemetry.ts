import { type Duration, type Instant, instant } from "../core/model/index.ts";
import type { Telemetry } from "../core/telemetry/index.ts";
import type { Clock } from "../ports/clock.ts";

/** Reads a source, or what was read of it a moment ago. */
export type SharedReading = (name: string, read: () => Promise<Telemetry>) => Promise<Telemetry>;

/**
 * Reads a source once for many repositories: whoever asks for the same name within `keptFor` of the last reading's
 * beginning gets the same one. Only one reading is kept, because it is large. A reading that failed is not kept.
 */
export function shareTelemetry(clock: Clock, keptFor: Duration): SharedReading {
  let kept: { readonly name: string; readonly until: Instant; readonly reading: Promise<Telemetry> } | null =
    null;
  return (name, read) => {
    const now = clock.now();
    if (kept !== null && kept.name === name && now < kept.until) return kept.reading;
    const reading = read().catch((error: unknown) => {
      if (kept?.reading === reading) kept = null;
      throw error;
    });
    kept = { name, until: instant(now + keptFor), reading };
    return reading;
  };
}
