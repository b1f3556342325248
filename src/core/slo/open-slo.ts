import { z } from "zod";
import type { Indicator, ServiceLevel } from "../model/index.ts";
import { documentsIn, type Parsed, problemOf } from "./documents.ts";
import { monthly, name, period, query, shareObjective } from "./fields.ts";

const source = z.object({ metricSource: z.object({ spec: z.object({ query }) }) });

const ratio = z.union([
  z.object({ bad: source, total: source }),
  z.object({ good: source, total: source }),
  z.object({ raw: source, rawType: z.enum(["success", "failure"]) }),
]);

const indicatorSpec = z.object({ ratioMetric: ratio });

const indicatorResource = z.object({
  apiVersion: z.literal("openslo/v1"),
  kind: z.literal("SLI"),
  metadata: z.object({ name }),
  spec: indicatorSpec,
});

const objectiveResource = z.object({
  apiVersion: z.literal("openslo/v1"),
  kind: z.literal("SLO"),
  metadata: z.object({ name }),
  spec: z.object({
    service: name.optional(),
    indicator: z.object({ spec: indicatorSpec }).optional(),
    indicatorRef: name.optional(),
    budgetingMethod: z.literal("Occurrences", "is not counted by occurrences").optional(),
    timeWindow: z
      .array(z.object({ duration: period }))
      .max(5)
      .optional(),
    objectives: z
      .array(
        z.object({ target: shareObjective.optional(), targetPercent: z.number().gt(0).lt(100).optional() }),
      )
      .min(1)
      .max(50),
  }),
});

/** Service levels of OpenSLO v1 documents, with indicators inline or by name from the same text. */
export function parseOpenSlo(text: string, origin: string): Parsed<ServiceLevel> {
  const { found, problems } = documentsIn(text);
  const all = [...problems];
  const documents = found.filter(isOpenSlo);
  const named = new Map<string, z.output<typeof indicatorSpec>>();
  for (const document of documents.filter((one) => kindOf(one) === "SLI")) {
    const parsed = indicatorResource.safeParse(document);
    if (parsed.success) named.set(parsed.data.metadata.name, parsed.data.spec);
    else all.push(problemOf("An SLI of OpenSLO is not understood", parsed.error));
  }
  const levels: ServiceLevel[] = [];
  for (const document of documents.filter((one) => kindOf(one) === "SLO")) {
    const parsed = objectiveResource.safeParse(document);
    if (!parsed.success) all.push(problemOf("An SLO of OpenSLO is not understood", parsed.error));
    else {
      const level = levelOf(parsed.data, named, origin);
      if (level === null) all.push(`SLO ${parsed.data.metadata.name} has no indicator in this file.`);
      else levels.push(level);
    }
  }
  return { found: levels, problems: all };
}

function isOpenSlo(document: unknown): boolean {
  return (
    typeof document === "object" && document !== null && Reflect.get(document, "apiVersion") === "openslo/v1"
  );
}

function kindOf(document: unknown): unknown {
  return typeof document === "object" && document !== null ? Reflect.get(document, "kind") : null;
}

function levelOf(
  { metadata, spec }: z.output<typeof objectiveResource>,
  named: ReadonlyMap<string, z.output<typeof indicatorSpec>>,
  origin: string,
): ServiceLevel | null {
  const indicator = spec.indicator?.spec ?? named.get(spec.indicatorRef ?? "");
  const [objective] = spec.objectives;
  if (indicator === undefined || objective === undefined) return null;
  const percent = objective.targetPercent;
  return {
    name: metadata.name,
    service: spec.service ?? "",
    indicator: indicatorOf(indicator.ratioMetric),
    objective: objective.target ?? (percent === undefined ? null : Number((percent / 100).toPrecision(15))),
    period: spec.timeWindow?.[0]?.duration ?? monthly,
    origin,
  };
}

function indicatorOf(from: z.output<typeof ratio>): Indicator {
  if ("raw" in from) {
    const raw = queryOf(from.raw);
    return { kind: "error-ratio", ratio: from.rawType === "failure" ? raw : `1 - (${raw})` };
  }
  const total = queryOf(from.total);
  return "bad" in from
    ? { kind: "errors", bad: queryOf(from.bad), total }
    : { kind: "successes", good: queryOf(from.good), total };
}

function queryOf({ metricSource }: z.output<typeof source>): string {
  return metricSource.spec.query;
}
