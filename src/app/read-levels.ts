import {
  type ChangeRecord,
  duration,
  type Instant,
  instant,
  type ServiceLevel,
} from "../core/model/index.ts";
import { detectLevels, levelMetrics } from "../core/slo/index.ts";
import { type LevelInput, type Samples, type Traffic, trafficOf } from "../core/verify/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";

// As the judge looks back, and as usage is read.
const history = duration(35, "d");
const stepSeconds = 300;

export interface LevelReading {
  readonly levels: readonly LevelInput[];
  readonly traffic: Traffic;
}

/**
 * What meshes and ingresses show of the workload's service over five weeks; none where nothing shows it. A query for each
 * level, one for the requests, and one for what there is. Throws a PortError where the source fails.
 */
export async function readLevels(
  source: MetricsSource,
  { workload: { namespace, name } }: ChangeRecord,
  { since, now }: { readonly since: Instant; readonly now: Instant },
): Promise<LevelReading> {
  const window = { from: instant(now - duration(1, "d")), to: now };
  const metrics = new Set(await source.labelValues("__name__", levelMetrics, window));
  const levels = detectLevels(metrics, { namespace, service: name });
  const inputs: LevelInput[] = [];
  for (const level of levels) inputs.push(await readLevel(source, level, now));
  const total = levels.flatMap(({ indicator }) => ("total" in indicator ? [indicator.total] : []))[0];
  const requests = total === undefined ? none : await readSamples(source, total, now);
  return { levels: inputs, traffic: trafficOf(requests, { liveAt: since / 1000, now: now / 1000 }) };
}

const none: Samples = { times: new Float64Array(), values: new Float64Array() };

async function readLevel(source: MetricsSource, level: ServiceLevel, now: Instant): Promise<LevelInput> {
  return {
    name: `${level.name} of ${level.service}`,
    samples: await readSamples(source, promqlOf(level), now),
    controls: [],
    isWorse: "higher",
    ...(level.indicator.kind === "latency" ? latency : errors),
  };
}

async function readSamples(source: MetricsSource, promql: string, now: Instant): Promise<Samples> {
  const to = instant(Math.floor(now / 1000 / stepSeconds) * stepSeconds * 1000);
  const pages = source.range({
    promql: promql.replaceAll("$window", "5m"),
    window: { from: instant(to - history), to },
    stepSeconds,
    expectedSeries: 1,
  });
  const [times, values]: [number[], number[]] = [[], []];
  for await (const page of pages) {
    for (const series of page) {
      times.push(...series.times);
      values.push(...series.values);
    }
  }
  return { times: Float64Array.from(times), values: Float64Array.from(values) };
}

// The least rise that matters and the most that is accepted for promotion; errors are rare, and vary more.
const latency = { leastRise: 0.05, margin: 0.1 };
const errors = { leastRise: 0.1, margin: 0.25 };

function promqlOf({ indicator }: ServiceLevel): string {
  switch (indicator.kind) {
    case "errors":
      return `(${indicator.bad}) / (${indicator.total})`;
    case "successes":
      return `1 - (${indicator.good}) / (${indicator.total})`;
    case "error-ratio":
      return indicator.ratio;
    case "latency":
      return indicator.seconds;
  }
}
