import { instant, type LabelMatcher, lengthOf, type RangeSeries } from "../../../core/model/index.ts";
import type { RawQuery } from "../../../ports/metrics-source.ts";
import { PortError } from "../../../ports/port-error.ts";
import type { PrometheusClient } from "../client.ts";
import { isTooMuch, smallestShare } from "../read-range.ts";
import type { RawProtocol } from "./raw-protocol.ts";
import { SeriesPages } from "./series-pages.ts";
import { SliceReader } from "./slice-reader.ts";

/**
 * Reads raw samples in pages of about as many samples as the client's limit of samples. A page has a series once; one
 * that is longer than a page comes back in the next with later samples. A read that is too heavy for the server, or of
 * more series than the client's limit, is asked for in halves of its time. Holds one of the client's turns until it is
 * read to its end or left: ask nothing else of the source in between. Throws a PortError; what came before it is right,
 * but not all.
 */
export async function* readRaw(
  client: PrometheusClient,
  protocol: RawProtocol,
  { metric, matchers, window }: RawQuery,
): AsyncGenerator<readonly RangeSeries[]> {
  const all: readonly LabelMatcher[] = [{ label: "__name__", op: "=", value: metric }, ...matchers];
  const { maxSamplesPerQuery: pageSamples, maxSeriesPerRequest: mostSeries } = client.limits;
  const pages = new SeriesPages(window, { pageSamples, mostSeries });
  let length: number = lengthOf(window);
  const smallest = Math.max(1, Math.ceil(length * smallestShare));
  for (let from: number = window.from; from < window.to; ) {
    const to = Math.min(from + length, window.to);
    const question = { matchers: all, window: { from: instant(from), to: instant(to) } };
    const slice = new SliceReader(client, protocol, question, pages);
    try {
      for (;;) {
        const page = await nextOrHalve(slice, to - from > smallest);
        if (page === "halve") {
          length = Math.max(smallest, Math.ceil((to - from) / 2));
          break;
        }
        if (page === null) {
          from = to;
          break;
        }
        if (page.length > 0) yield page;
      }
    } finally {
      slice.close();
    }
  }
}

async function nextOrHalve(
  slice: SliceReader,
  mayHalve: boolean,
): Promise<readonly RangeSeries[] | null | "halve"> {
  try {
    return await slice.next();
  } catch (problem) {
    if (mayHalve && problem instanceof PortError && isTooMuch(problem)) return "halve";
    throw problem;
  }
}
