import type { Evidence, Instant, Window } from "../core/model/index.ts";
import {
  addMatchers,
  type Matcher,
  namespaceSelector,
  planSampling,
  type Sampling,
  sizesQuestion,
  type Telemetry,
} from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { gatherAll } from "./gather-all.ts";
import { checkHistories, type HistoryFolder, loadHistories } from "./kept-histories.ts";
import { narrowSource } from "./narrow-source.ts";
import type { Progress } from "./progress.ts";
import { readPrices } from "./read-prices.ts";
import { readSourceFacts } from "./source-facts.ts";

export interface GatherOptions {
  readonly window: Window;
  /** Only namespaces that this accepts are read. */
  readonly wantsNamespace: (namespace: string) => boolean;
  /** Added to every question, for a source that holds more than one cluster. */
  readonly matchers: readonly Matcher[];
  readonly progress: Progress;
  /** What earlier passes left, so that only what is new is read; without it everything is. */
  readonly folder?: HistoryFolder | null;
}

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
  const { window } = sampling;
  const { product } = await source.probe();
  const notices: string[] = [];
  const { folder = null, progress } = options;
  const wanted = wantedNamespaces(source, sampling, options);
  const [sizes, stored, facts, prices] = await Promise.all([
    sizesOf(source, sampling, wanted),
    wanted.then((names) => (folder === null ? null : loadHistories(folder, names))),
    readSourceFacts(source, window.to, notices),
    readPrices(source, window.to, notices),
  ]);
  // Of quantiles of a day that is not over, the next pass could not go on.
  const isKept = facts.transport !== "quantiles";
  const kept = checkHistories((isKept && stored) || new Map(), window, facts.resolution, readAt);
  const pass = { source, sampling, facts, folder: isKept ? folder : null, kept, progress };
  const gathered = await gatherAll(pass, sizes);
  return {
    product,
    readAt,
    window,
    evidence: gathered.evidence.map((one) => withMatchers(one, options.matchers)),
    prices,
    notices: [...notices, ...gathered.notices, ...source.warnings()],
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
  { window }: Sampling,
  { wantsNamespace }: GatherOptions,
): Promise<readonly string[]> {
  const all = await source.labelValues("namespace", [namespaceSelector], window);
  return all.filter((name) => name !== "" && wantsNamespace(name)).sort();
}

/** How many containers run now in each; none where they all ended. */
async function sizesOf(
  source: MetricsSource,
  { window }: Sampling,
  namespaces: Promise<readonly string[]>,
): Promise<ReadonlyMap<string, number>> {
  const running = await source.instant(sizesQuestion, window.to);
  const sizes = new Map(running.map(({ labels, value }) => [labels["namespace"], value]));
  return new Map((await namespaces).map((name) => [name, sizes.get(name) ?? 0]));
}
