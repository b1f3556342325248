import type { Evidence, Instant, Prices, Window } from "../core/model/index.ts";
import {
  addMatchers,
  type Matcher,
  namespaceSelector,
  planSampling,
  priceQuestions,
  type Sampling,
  sourceQuestions,
  type Telemetry,
} from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";
import { gatherNamespace } from "./gather-namespace.ts";
import { inParallel } from "./in-parallel.ts";
import { narrowSource } from "./narrow-source.ts";
import type { Progress } from "./progress.ts";
import type { SourceFacts } from "./read-namespace-state.ts";

export interface GatherOptions {
  readonly window: Window;
  /** Only namespaces that this accepts are read. */
  readonly wantsNamespace: (namespace: string) => boolean;
  /** Added to every question, for a source that holds more than one cluster. */
  readonly matchers: readonly Matcher[];
  readonly progress: Progress;
}

// Namespaces under way at once. The adapter bounds requests; this bounds the pages held in memory.
const namespacesAtOnce = 2;

/**
 * Reads everything about the containers of the wanted namespaces. One namespace that fails becomes a notice and does
 * not stop the others; when all fail, the first failure is thrown, since then nothing was measured.
 */
export async function gatherTelemetry(
  wholeSource: MetricsSource,
  readAt: Instant,
  options: GatherOptions,
): Promise<Telemetry> {
  const source = narrowSource(wholeSource, options.matchers);
  const sampling = planSampling(options.window);
  const { product } = await source.probe();
  const namespaces = await wantedNamespaces(source, sampling, options);
  const notices: string[] = [];
  const facts = await sourceFacts(source, sampling.window.to, notices);
  const gathered = await gatherAll(source, sampling, namespaces, facts, options.progress);
  const prices = await gatherPrices(source, sampling.window.to, notices);
  return {
    product,
    readAt,
    window: sampling.window,
    evidence: gathered.flatMap(({ evidence }) => evidence).map((one) => withMatchers(one, options.matchers)),
    prices,
    notices: [...notices, ...gathered.flatMap((one) => one.notices), ...source.warnings()],
    cost: source.cost(),
  };
}

/** A person who pastes a query must see what was seen here. */
function withMatchers(evidence: Evidence, matchers: readonly Matcher[]): Evidence {
  if (matchers.length === 0) return evidence;
  const queries = evidence.queries.map((query) => {
    const narrowed = addMatchers(query.promql, matchers);
    return narrowed.ok ? { ...query, promql: narrowed.value } : query;
  });
  return { ...evidence, queries };
}

async function wantedNamespaces(
  source: MetricsSource,
  sampling: Sampling,
  { wantsNamespace }: GatherOptions,
): Promise<readonly string[]> {
  const all = await source.labelValues("namespace", [namespaceSelector], sampling.window);
  return all.filter((name) => name !== "" && wantsNamespace(name)).sort();
}

interface Gathered {
  readonly evidence: readonly Evidence[];
  readonly notices: readonly string[];
}

async function gatherAll(
  source: MetricsSource,
  sampling: Sampling,
  namespaces: readonly string[],
  facts: SourceFacts,
  progress: Progress,
): Promise<readonly Gathered[]> {
  const failures: PortError[] = [];
  let done = 0;
  const gathered = await inParallel(namespaces, namespacesAtOnce, async (namespace): Promise<Gathered> => {
    try {
      return await gatherNamespace(source, namespace, sampling, facts);
    } catch (error) {
      // A refused credential or a dead server will not be better in the next namespace.
      if (!(error instanceof PortError) || error.code === "unauthorized" || error.code === "unreachable")
        throw error;
      failures.push(error);
      return { evidence: [], notices: [`Namespace ${namespace} was not measured: ${error.message}`] };
    } finally {
      done += 1;
      progress({ step: "reading Prometheus", done, of: namespaces.length, detail: namespace });
    }
  });
  const [first] = failures;
  if (first !== undefined && failures.length === namespaces.length) throw first;
  return gathered;
}

/** What the source holds of kube-state-metrics; a failure here fails the pass, since everything would look unset. */
async function sourceFacts(source: MetricsSource, at: Instant, notices: string[]): Promise<SourceFacts> {
  const [resources] = await source.instant(sourceQuestions.resources, at);
  const [exported] = await source.instant(sourceQuestions.exportedPods, at);
  if (resources === undefined)
    notices.push("The source has no kube-state-metrics: what runs today is not known from it.");
  if (exported !== undefined) {
    notices.push(
      "kube-state-metrics is scraped without honor_labels (its pods are in exported_pod), so it is of little use here.",
    );
  }
  return { transport: await source.transport(at), hasResources: resources !== undefined };
}

/** OpenCost's prices in the same source; `null` where there are none, or the question failed. */
async function gatherPrices(source: MetricsSource, at: Instant, notices: string[]): Promise<Prices | null> {
  try {
    const coreHour = await askPrice(source, priceQuestions.coreHour, at);
    const gibHour = coreHour === null ? null : await askPrice(source, priceQuestions.gibHour, at);
    if (coreHour === null || gibHour === null) return null;
    return { coreHour, gibHour, currency: "USD", source: "opencost" };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    notices.push(`Prices could not be read: ${error.message}`);
    return null;
  }
}

async function askPrice(source: MetricsSource, promql: string, at: Instant): Promise<number | null> {
  const [sample] = await source.instant(promql, at);
  return sample !== undefined && Number.isFinite(sample.value) && sample.value > 0 ? sample.value : null;
}
