import type { RangeSeries, Resource } from "../core/model/index.ts";
import {
  askNamespaces,
  askQuantiles,
  daysIn,
  type NamespaceRecorder,
  readQuantiles,
  type Sampling,
  type SeriesTails,
  stepsOf,
  usageSeries,
  windowOfDay,
} from "../core/telemetry/index.ts";
import type { MetricsSource, Transport } from "../ports/metrics-source.ts";
import { byNamespace } from "./ask-each.ts";

/** Where the usage of one namespace goes. */
export interface UsageOf {
  readonly recorder: NamespaceRecorder;
  readonly tails: Readonly<Record<Resource, SeriesTails>>;
}

export interface UsageQuestion {
  readonly namespaces: readonly string[];
  /** What is read: its window in place of the whole. */
  readonly sampling: Sampling;
  readonly transport: Transport;
}

/** Where usage goes, once it is known who owns what. */
export interface UsageTargets {
  /** Namespaces that are not there are left out. */
  readonly usageOf: ReadonlyMap<string, UsageOf>;
  /** How many series of a metric are expected at most. */
  readonly series: number;
}

/**
 * Reads what the containers of some namespaces used over time into their recorders. It is asked for before it is known
 * where it goes. Throws a PortError.
 */
export async function readUsage(
  source: MetricsSource,
  question: UsageQuestion,
  targets: Promise<UsageTargets>,
): Promise<void> {
  const { pagesOf, isCounter } = ways[question.transport];
  const follow = { cpu: isCounter ? ratesOf : valuesOf, memory: valuesOf };
  const read = async (resource: Resource): Promise<void> => {
    for await (const page of pagesOf(source, resource, question, targets)) {
      const { usageOf } = await targets;
      for (const [namespace, series] of byNamespace([...usageOf.keys()], page, namespaceIn)) {
        const usage = usageOf.get(namespace);
        if (series.length > 0) usage?.recorder.add(resource, series, follow[resource](usage.tails[resource]));
      }
    }
  };
  await Promise.all([read("cpu"), read("memory")]);
}

const namespaceIn = ({ labels }: RangeSeries) => labels["namespace"];
const ratesOf = (tails: SeriesTails) => (series: RangeSeries) => tails.rates(series);
const valuesOf = (tails: SeriesTails) => (series: RangeSeries) => tails.values(series);

/** Every sample as it was scraped: the server copies chunks from its disk and computes nothing. */
function scrapePages(
  source: MetricsSource,
  resource: Resource,
  { namespaces, sampling: { window } }: UsageQuestion,
): AsyncIterable<readonly RangeSeries[]> {
  return source.raw({ ...usageSeries(namespaces)[resource], window });
}

/** Rates and peaks of every step, computed by the server. */
async function* stepPages(
  source: MetricsSource,
  resource: Resource,
  { namespaces, sampling }: UsageQuestion,
  targets: Promise<UsageTargets>,
): AsyncIterable<readonly RangeSeries[]> {
  const { window, stepSeconds } = sampling;
  const promql = askNamespaces(namespaces, sampling)[resource];
  yield* source.range({ promql, window, stepSeconds, expectedSeries: (await targets).series });
}

/** Quantiles of each day, computed by the server, spread over the steps of the day. */
async function* quantilePages(
  source: MetricsSource,
  resource: Resource,
  { namespaces, sampling: { window } }: UsageQuestion,
): AsyncIterable<readonly RangeSeries[]> {
  // Whole days, whatever the reading begins with: a part of one cannot be told from another.
  const days = daysIn(window).map((day) => windowOfDay(day, window.to));
  for (const question of askQuantiles(namespaces, days).filter((one) => one.resource === resource)) {
    yield readQuantiles(question, await source.instant(question.promql, question.at)).map(stepsOf);
  }
}

interface Way {
  readonly pagesOf: (
    source: MetricsSource,
    resource: Resource,
    question: UsageQuestion,
    targets: Promise<UsageTargets>,
  ) => AsyncIterable<readonly RangeSeries[]>;
  /** CPU comes as the counter that was scraped, not as rates. */
  readonly isCounter: boolean;
}

const ways: Readonly<Record<Transport, Way>> = {
  "remote-read": { pagesOf: scrapePages, isCounter: true },
  export: { pagesOf: scrapePages, isCounter: true },
  range: { pagesOf: stepPages, isCounter: false },
  quantiles: { pagesOf: quantilePages, isCounter: false },
};
