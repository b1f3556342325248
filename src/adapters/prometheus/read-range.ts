import type { RangeSeries } from "../../core/model/index.ts";
import type { RangeQuery } from "../../ports/metrics-source.ts";
import { PortError } from "../../ports/port-error.ts";
import { type SampleBudget, smallestShare } from "./sample-budget.ts";
import { gridOf, type Slice, sliceOf, stepsPerRequest } from "./time-slices.ts";

/** `isHalved`: a slice that takes too long is not to be asked again as it is. */
type AskSlice = (slice: Slice, isHalved: boolean) => Promise<readonly RangeSeries[]>;

export { smallestShare };

/**
 * Reads a range slice by slice, each step once. A slice that is too heavy for the server is asked again in halves, and
 * the slices after it are as short, in the ranges after this one too: what was too much once will be again. After six
 * halvings a slice is heavy for another reason than its length.
 */
export async function* readRange(
  query: RangeQuery,
  budget: SampleBudget,
  ask: AskSlice,
): AsyncGenerator<readonly RangeSeries[]> {
  const grid = gridOf(query.window, query.stepSeconds);
  const fitting = (samples: number) => Math.min(grid.count, stepsPerRequest(query.expectedSeries, samples));
  const smallest = Math.max(1, Math.ceil(fitting(budget.most) * smallestShare));
  let size = Math.max(smallest, fitting(budget.samples));
  let wasHalved = false;
  for (let next = 0; next < grid.count; ) {
    const steps = Math.min(size, grid.count - next);
    const mayHalve = steps > smallest;
    const slice = sliceOf(grid, next, steps);
    const page = await askOrHalve(() => ask(slice, mayHalve || wasHalved), mayHalve);
    if (page === null) {
      size = Math.max(smallest, Math.ceil(steps / 2));
      wasHalved = true;
      continue;
    }
    if (wasHalved) budget.learn(size * Math.max(1, query.expectedSeries));
    next += steps;
    if (page.length > 0) yield page;
  }
}

/** A page, or `null` where a shorter slice should be tried. */
async function askOrHalve(
  ask: () => Promise<readonly RangeSeries[]>,
  mayHalve: boolean,
): Promise<readonly RangeSeries[] | null> {
  try {
    return await ask();
  } catch (problem) {
    if (mayHalve && problem instanceof PortError && isTooMuch(problem)) return null;
    throw problem;
  }
}

/** A request that may work over a shorter time. */
export function isTooMuch({ code }: PortError): boolean {
  return code === "too-heavy" || code === "timeout";
}
