import type { RangeSeries } from "../../core/model/index.ts";
import type { RangeQuery } from "../../ports/metrics-source.ts";
import { PortError } from "../../ports/port-error.ts";
import { gridOf, type Slice, sliceOf, stepsPerRequest } from "./time-slices.ts";

type AskSlice = (slice: Slice) => Promise<readonly RangeSeries[]>;

// Six halvings. A slice that is still too heavy then is heavy for another reason than its length.
const smallestShare = 1 / 64;

/**
 * Reads a range slice by slice, each step once. A slice that is too heavy for the server is asked again in halves, and
 * the slices after it are as short: what was too much once will be again.
 */
export async function* readRange(
  query: RangeQuery,
  maxSamples: number,
  ask: AskSlice,
): AsyncGenerator<readonly RangeSeries[]> {
  const grid = gridOf(query.window, query.stepSeconds);
  let size = Math.min(grid.count, stepsPerRequest(query.expectedSeries, maxSamples));
  const smallest = Math.max(1, Math.ceil(size * smallestShare));
  for (let next = 0; next < grid.count; ) {
    const steps = Math.min(size, grid.count - next);
    const page = await askOrHalve(ask, sliceOf(grid, next, steps), steps > smallest);
    if (page === null) {
      size = Math.max(smallest, Math.ceil(steps / 2));
      continue;
    }
    next += steps;
    if (page.length > 0) yield page;
  }
}

/** A page, or `null` where a shorter slice should be tried. */
async function askOrHalve(
  ask: AskSlice,
  slice: Slice,
  mayHalve: boolean,
): Promise<readonly RangeSeries[] | null> {
  try {
    return await ask(slice);
  } catch (problem) {
    if (mayHalve && problem instanceof PortError && isTooMuch(problem)) return null;
    throw problem;
  }
}

function isTooMuch({ code }: PortError): boolean {
  return code === "too-heavy" || code === "timeout";
}
