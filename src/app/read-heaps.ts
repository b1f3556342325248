import type { Labels, Window } from "../core/model/index.ts";
import {
  askNamespaces,
  heapMoment,
  type NamespaceToRead,
  type PodHeap,
  readHeaps,
  type Sampling,
} from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { askEach } from "./ask-each.ts";
import type { OnUnknown } from "./read-group-state.ts";

/** What is found out of the heaps of a namespace; `null` where the question failed. */
export interface HeapAnswers {
  readonly series: readonly Labels[] | null;
  /** Of each day that was asked for. */
  readonly days: ReadonlyMap<number, readonly PodHeap[] | null>;
}

/**
 * Asks which pods of some namespaces have heaps of their own in `span`, and how these were on some days. A namespace
 * without any costs nothing more.
 */
export async function readHeapDays(
  source: MetricsSource,
  sampling: Sampling,
  span: Window,
  namespaces: readonly NamespaceToRead[],
  days: readonly number[],
  onUnknown: OnUnknown,
): Promise<ReadonlyMap<string, HeapAnswers>> {
  const names = namespaces.map(({ name }) => name);
  const unknown = (name: string, error: Error): void => onUnknown(name, "heaps", error);
  const series = await askEach(
    names,
    (some) => source.series(askNamespaces(some, sampling).heapSeries, span),
    (labels) => labels["namespace"],
    unknown,
  );
  const withHeaps = namespaces
    .filter(({ name, history }) => series.get(name)?.length || history?.heapSeries.length)
    .map(({ name }) => name);
  const byDay = await Promise.all(
    days.map(async (day) => [day, await askDay(source, sampling, withHeaps, day, unknown)] as const),
  );
  return new Map(
    names.map((name) => {
      const ofDays = byDay.map(
        ([day, heaps]) => [day, heaps.has(name) ? (heaps.get(name) ?? null) : []] as const,
      );
      return [name, { series: series.get(name) ?? null, days: new Map(ofDays) }];
    }),
  );
}

async function askDay(
  source: MetricsSource,
  sampling: Sampling,
  names: readonly string[],
  day: number,
  unknown: (name: string, error: Error) => void,
): Promise<ReadonlyMap<string, readonly PodHeap[] | null>> {
  const at = heapMoment(day, sampling.window.to);
  if (at === null) return new Map();
  const answers = await askEach(
    names,
    (some) => source.instant(askNamespaces(some, sampling).heaps, at),
    ({ labels }) => labels["namespace"],
    unknown,
  );
  return new Map([...answers].map(([name, samples]) => [name, samples && readHeaps(samples)]));
}
