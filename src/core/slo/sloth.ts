import { z } from "zod";
import type { Indicator, ServiceLevel } from "../model/index.ts";
import { documentsIn, type Parsed, problemOf } from "./documents.ts";
import { monthly, name, percentObjective, query } from "./fields.ts";

const indicator = z.union([
  z.object({ events: z.object({ error_query: query, total_query: query }) }),
  z.object({ raw: z.object({ error_ratio_query: query }) }),
]);

const objective = z.object({ name, objective: percentObjective, sli: indicator });

// `prometheus/v1` of the command line.
const specification = z.object({
  version: z.literal("prometheus/v1"),
  service: name,
  slos: z.array(objective).min(1).max(500),
});

// `PrometheusServiceLevel` of the operator, with other spellings of the same.
const kubernetesIndicator = z.union([
  z.object({ events: z.object({ errorQuery: query, totalQuery: query }) }),
  z.object({ raw: z.object({ errorRatioQuery: query }) }),
]);

const resource = z.object({
  apiVersion: z.literal("sloth.slok.dev/v1"),
  kind: z.literal("PrometheusServiceLevel"),
  spec: z.object({
    service: name,
    slos: z
      .array(z.object({ name, objective: percentObjective, sli: kubernetesIndicator }))
      .min(1)
      .max(500),
  }),
});

/** Service levels of a Sloth file, both of its spellings. Documents of other tools are passed over in silence. */
export function parseSloth(text: string, origin: string): Parsed<ServiceLevel> {
  const { found, problems } = documentsIn(text);
  const read = found.map((document): Parsed<ServiceLevel> => {
    if (isOf(document, "version", "prometheus/v1")) return fromFile(document, origin);
    if (isOf(document, "kind", "PrometheusServiceLevel")) return fromResource(document, origin);
    return { found: [], problems: [] };
  });
  return {
    found: read.flatMap((one) => one.found),
    problems: [...problems, ...read.flatMap((one) => one.problems)],
  };
}

function isOf(document: unknown, key: string, value: string): boolean {
  return typeof document === "object" && document !== null && Reflect.get(document, key) === value;
}

function fromFile(document: unknown, origin: string): Parsed<ServiceLevel> {
  const parsed = specification.safeParse(document);
  if (!parsed.success)
    return { found: [], problems: [problemOf("A Sloth file is not understood", parsed.error)] };
  const { service, slos } = parsed.data;
  const found = slos.map(({ name, objective, sli }) => {
    const indicator: Indicator =
      "raw" in sli
        ? { kind: "error-ratio", ratio: windowed(sli.raw.error_ratio_query) }
        : { kind: "errors", bad: windowed(sli.events.error_query), total: windowed(sli.events.total_query) };
    return { name, service, objective, indicator, period: monthly, origin };
  });
  return { found, problems: [] };
}

function fromResource(document: unknown, origin: string): Parsed<ServiceLevel> {
  const parsed = resource.safeParse(document);
  if (!parsed.success) {
    return { found: [], problems: [problemOf("A PrometheusServiceLevel is not understood", parsed.error)] };
  }
  const { service, slos } = parsed.data.spec;
  const found = slos.map(({ name, objective, sli }) => {
    const indicator: Indicator =
      "raw" in sli
        ? { kind: "error-ratio", ratio: windowed(sli.raw.errorRatioQuery) }
        : { kind: "errors", bad: windowed(sli.events.errorQuery), total: windowed(sli.events.totalQuery) };
    return { name, service, objective, indicator, period: monthly, origin };
  });
  return { found, problems: [] };
}

/** Sloth writes `{{.window}}` for the range. */
function windowed(query: string): string {
  return query.replace(/\{\{ {0,4}\.window {0,4}\}\}/g, "$window");
}
