import { z } from "zod";
import type { Indicator, ServiceLevel } from "../model/index.ts";
import { documentsIn, type Parsed, problemOf } from "./documents.ts";
import { name, percentObjective, period, query } from "./fields.ts";

const metric = z.object({ metric: query });

const indicator = z.union([
  z.object({ ratio: z.object({ errors: metric, total: metric }) }),
  z.object({ latency: z.object({ success: metric, total: metric }) }),
  z.object({ bool_gauge: metric }),
]);

const resource = z.object({
  apiVersion: z.literal("pyrra.dev/v1alpha1"),
  kind: z.literal("ServiceLevelObjective"),
  metadata: z.object({ name, labels: z.record(z.string(), z.string()).optional() }),
  spec: z.object({ target: percentObjective, window: period, indicator }),
});

/** Service levels of Pyrra's resources. Documents of other tools are passed over in silence. */
export function parsePyrra(text: string, origin: string): Parsed<ServiceLevel> {
  const { found, problems } = documentsIn(text);
  const levels: ServiceLevel[] = [];
  const all = [...problems];
  for (const document of found.filter(isPyrra)) {
    const parsed = resource.safeParse(document);
    if (parsed.success) levels.push(levelOf(parsed.data, origin));
    else all.push(problemOf("A ServiceLevelObjective of Pyrra is not understood", parsed.error));
  }
  return { found: levels, problems: all };
}

function isPyrra(document: unknown): boolean {
  return (
    typeof document === "object" &&
    document !== null &&
    /^pyrra\.dev\//.test(String(Reflect.get(document, "apiVersion")))
  );
}

function levelOf({ metadata, spec }: z.output<typeof resource>, origin: string): ServiceLevel {
  const service = metadata.labels?.["pyrra.dev/service"] ?? metadata.labels?.["service"] ?? "";
  return {
    name: metadata.name,
    service,
    indicator: indicatorOf(spec.indicator),
    objective: spec.target,
    period: spec.window,
    origin,
  };
}

/** Pyrra names series; the rate is left to the reader. */
function indicatorOf(from: z.output<typeof indicator>): Indicator {
  if ("ratio" in from) {
    return { kind: "errors", bad: rateOf(from.ratio.errors.metric), total: rateOf(from.ratio.total.metric) };
  }
  if ("latency" in from) {
    return {
      kind: "successes",
      good: rateOf(from.latency.success.metric),
      total: rateOf(from.latency.total.metric),
    };
  }
  return { kind: "error-ratio", ratio: `1 - avg(avg_over_time(${from.bool_gauge.metric}[$window]))` };
}

function rateOf(series: string): string {
  return `sum(rate(${series}[$window]))`;
}
