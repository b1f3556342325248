import type { Labels, Runtime, Window } from "../core/model/index.ts";
import {
  askNamespaces,
  heapMoment,
  type NamespaceToRead,
  type PodHeap,
  readHeaps,
  runtimesOf,
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

// Names in one regular expression; a longer one makes a request that proxies cut.
const namespacesAtOnce = 100;

/**
 * Reads the heaps of all namespaces of a pass in a few requests, at the first question for any of them: they are few,
 * and what is asked of them costs a request a day, however many namespaces it is asked for.
 */
export class HeapReader {
  readonly #source: MetricsSource;
  readonly #sampling: Sampling;
  readonly #span: Window;
  readonly #namespaces: readonly NamespaceToRead[];
  readonly #days: readonly number[];
  readonly #failures = new Map<string, Error>();
  #all: Promise<ReadonlyMap<string, HeapAnswers>> | null = null;

  /** `days`: all that any of the namespaces will be asked for; `span`: what is not read yet of any. */
  constructor(
    source: MetricsSource,
    sampling: Sampling,
    span: Window,
    namespaces: readonly NamespaceToRead[],
    days: readonly number[],
  ) {
    this.#source = source;
    this.#sampling = sampling;
    this.#span = span;
    this.#namespaces = namespaces;
    this.#days = days;
  }

  async read(
    span: Window,
    namespaces: readonly NamespaceToRead[],
    days: readonly number[],
    onUnknown: OnUnknown,
  ): Promise<ReadonlyMap<string, HeapAnswers>> {
    // A namespace that turned out to be read anew needs more than was planned.
    if (span.from < this.#span.from || days.some((day) => !this.#days.includes(day)))
      return readHeapDays(this.#source, this.#sampling, span, namespaces, days, onUnknown);
    this.#all ??= this.#readAll();
    const all = await this.#all;
    for (const { name } of namespaces) {
      const failure = this.#failures.get(name);
      if (failure !== undefined) onUnknown(name, "heaps", failure);
    }
    return all;
  }

  async #readAll(): Promise<ReadonlyMap<string, HeapAnswers>> {
    const found = new Map<string, HeapAnswers>();
    for (let from = 0; from < this.#namespaces.length; from += namespacesAtOnce) {
      const some = this.#namespaces.slice(from, from + namespacesAtOnce);
      const answers = await readHeapDays(
        this.#source,
        this.#sampling,
        this.#span,
        some,
        this.#days,
        (name, _, error) => this.#failures.set(name, error),
      );
      for (const [name, answer] of answers) found.set(name, answer);
    }
    return found;
  }
}

/**
 * Asks which pods of some namespaces have heaps of their own in `span`, and how these were on some days. A namespace
 * without any costs nothing more.
 */
async function readHeapDays(
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
  const shown = new Map(
    namespaces.map(({ name, history }) => [
      name,
      runtimesOf([...(series.get(name) ?? []), ...(history?.heapSeries ?? [])]),
    ]),
  );
  const byDay = await Promise.all(
    days.map(async (day) => [day, await askDay(source, sampling, shown, day, unknown)] as const),
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

/** Asks of each namespace for the runtimes that show in it or in one that is asked for in the same question. */
async function askDay(
  source: MetricsSource,
  sampling: Sampling,
  shown: ReadonlyMap<string, readonly Runtime[]>,
  day: number,
  unknown: (name: string, error: Error) => void,
): Promise<ReadonlyMap<string, readonly PodHeap[] | null>> {
  const at = heapMoment(day, sampling.window.to);
  if (at === null) return new Map();
  const withHeaps = [...shown].filter(([, runtimes]) => runtimes.length > 0).map(([name]) => name);
  const answers = await askEach(
    withHeaps,
    (some) => {
      const asked = new Set(some.flatMap((name) => shown.get(name) ?? []));
      return source.instant(askNamespaces(some, sampling).heaps([...asked]), at);
    },
    ({ labels }) => labels["namespace"],
    unknown,
  );
  return new Map([...answers].map(([name, samples]) => [name, samples && readHeaps(samples)]));
}
