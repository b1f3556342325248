import type { SampleBuffer } from "./sample-buffer.ts";

interface Columns {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Some samples of a buffer that lie together. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The samples in some spans of a buffer, ascending, one for each time: as they lie there where that is so already, else
 * a copy. `isKnown`: it is known to be so. Blocks of a server may overlap; where two samples have one time, the first stays.
 */
export function orderedByTime(samples: SampleBuffer, spans: readonly Span[], isKnown: boolean): Columns {
  const [only, ...others] = spans;
  const columns =
    only !== undefined && others.length === 0
      ? {
          times: samples.times.subarray(only.start, only.end),
          values: samples.values.subarray(only.start, only.end),
        }
      : copyOf(samples, spans);
  return isKnown || isAscending(columns.times) ? columns : sorted(columns);
}

function copyOf(samples: SampleBuffer, spans: readonly Span[]): Columns {
  const length = spans.reduce((sum, { start, end }) => sum + end - start, 0);
  const times = new Float64Array(length);
  const values = new Float64Array(length);
  let at = 0;
  for (const { start, end } of spans) {
    times.set(samples.times.subarray(start, end), at);
    values.set(samples.values.subarray(start, end), at);
    at += end - start;
  }
  return { times, values };
}

function isAscending(times: Float64Array): boolean {
  for (let index = 1; index < times.length; index += 1) {
    if ((times[index] ?? 0) <= (times[index - 1] ?? 0)) return false;
  }
  return true;
}

function sorted({ times, values }: Columns): Columns {
  const timeOf = (index: number) => times[index] ?? 0;
  // Stable, though a typed array: a tie is broken by position.
  const order = Uint32Array.from(times.keys()).sort(
    (left, right) => timeOf(left) - timeOf(right) || left - right,
  );
  const kept = order.filter((index, rank) => rank === 0 || timeOf(order[rank - 1] ?? 0) !== timeOf(index));
  return {
    times: Float64Array.from(kept, timeOf),
    values: Float64Array.from(kept, (index) => values[index] ?? 0),
  };
}
