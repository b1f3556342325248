import type { Instant, Prices } from "../core/model/index.ts";
import { answersTo, priceQuestion } from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";

/** OpenCost's prices in the same source; `null` where there are none, or the question failed. */
export async function readPrices(
  source: MetricsSource,
  at: Instant,
  notices: string[],
): Promise<Prices | null> {
  try {
    const samples = await source.instant(priceQuestion, at);
    const priceOf = (name: string): number | null => {
      const [sample] = answersTo(samples, name);
      return sample !== undefined && Number.isFinite(sample.value) && sample.value > 0 ? sample.value : null;
    };
    const [coreHour, gibHour] = [priceOf("coreHour"), priceOf("gibHour")];
    return coreHour === null || gibHour === null
      ? null
      : { coreHour, gibHour, currency: "USD", source: "opencost" };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    notices.push(`Prices could not be read: ${error.message}`);
    return null;
  }
}
