import type { Instant, Resolution } from "../core/model/index.ts";
import { answersTo, sourceQuestion } from "../core/telemetry/index.ts";
import type { MetricsSource, Transport } from "../ports/metrics-source.ts";

/** What the source holds at all, asked once. */
export interface SourceFacts {
  readonly transport: Transport;
  readonly resolution: Resolution;
  /** kube-state-metrics exports requests or limits of anything. */
  readonly hasResources: boolean;
}

const resolutions: Readonly<Record<Transport, Resolution>> = {
  "remote-read": "scrape",
  export: "scrape",
  range: "five-minutes",
  quantiles: "day",
};

/** A failure here fails the pass, since everything would look unset. */
export async function readSourceFacts(
  source: MetricsSource,
  at: Instant,
  notices: string[],
): Promise<SourceFacts> {
  const [samples, transport] = await Promise.all([source.instant(sourceQuestion, at), source.transport(at)]);
  const hasResources = answersTo(samples, "resources").length > 0;
  if (!hasResources)
    notices.push("The source has no kube-state-metrics: what runs today is not known from it.");
  if (answersTo(samples, "exportedPods").length > 0) {
    notices.push(
      "kube-state-metrics is scraped without honor_labels (its pods are in exported_pod), so it is of little use here.",
    );
  }
  if (transport === "quantiles") {
    notices.push(
      "The source answers no range queries: usage comes as quantiles of each day, at what hour is not known, and nothing is remembered of it.",
    );
  }
  return { transport, resolution: resolutions[transport], hasResources };
}
