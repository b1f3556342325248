import { countOf, type Evidence, instant } from "../core/model/index.ts";
import {
  halvesOf,
  type NamespaceToRead,
  planReadings,
  type Reading,
  readAnew,
  type Sampling,
} from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";
import { daysOf, type GatheredNamespace, gatherReading, type WholePassReaders } from "./gather-reading.ts";
import { inParallel } from "./in-parallel.ts";
import { type HistoryFolder, type KeptHistory, saveHistories } from "./kept-histories.ts";
import type { Progress } from "./progress.ts";
import { HeapReader } from "./read-heaps.ts";
import { NodeReader } from "./read-nodes.ts";
import type { SourceFacts } from "./source-facts.ts";

export interface Pass {
  readonly source: MetricsSource;
  readonly sampling: Sampling;
  readonly facts: SourceFacts;
  /** Where to keep what is read; `null` for nowhere. */
  readonly folder: HistoryFolder | null;
  /** What was kept of the namespaces, by name. */
  readonly kept: ReadonlyMap<string, KeptHistory>;
  readonly progress: Progress;
}

export interface Gathered {
  readonly evidence: readonly Evidence[];
  readonly notices: readonly string[];
}

// Readings under way at once. The adapter bounds requests; this bounds the pages held in memory.
const readingsAtOnce = 2;

/**
 * Reads all namespaces, given with how many containers run in each. One that fails becomes a notice and does not stop
 * the others; when all fail, the first failure is thrown, since then nothing was measured.
 */
export async function gatherAll(pass: Pass, sizes: ReadonlyMap<string, number>): Promise<Gathered> {
  const namespaces = [...sizes].map(([name, size]): NamespaceToRead => {
    return { name, size, history: pass.kept.get(name)?.history ?? null };
  });
  const { source, sampling } = pass;
  const readings = planReadings(namespaces, sampling.window);
  const from = instant(Math.min(...readings.map(({ span }) => span.from), sampling.window.to));
  const span = { from, to: sampling.window.to };
  const days = daysOf(namespaces, sampling);
  const readers = {
    heaps: new HeapReader(source, sampling, span, namespaces, days),
    nodes: new NodeReader(source, span, days),
  };
  const gathering = new Gathering(pass, namespaces.length, readers);
  await inParallel(readings, readingsAtOnce, (reading) => gathering.gather(reading));
  return gathering.finish();
}

/** Collects what is read, as it comes. */
class Gathering {
  readonly #pass: Pass;
  readonly #count: number;
  readonly #readers: WholePassReaders;
  readonly #done = new Map<string, Gathered>();
  readonly #outdated: string[];
  readonly #failures: PortError[] = [];
  #unkept: PortError | null = null;

  constructor(pass: Pass, count: number, readers: WholePassReaders) {
    this.#pass = pass;
    this.#count = count;
    this.#readers = readers;
    this.#outdated = [...pass.kept.values()].flatMap(({ outdated }) => outdated ?? []);
  }

  /** Reads the namespaces together and, where that fails, in halves, until what fails is one namespace. */
  async gather(reading: Reading): Promise<void> {
    const { source, sampling, facts } = this.#pass;
    try {
      const { gathered, outdated } = await gatherReading(source, reading, sampling, facts, this.#readers);
      for (const { name, evidence, notices } of gathered) this.#finish(name, { evidence, notices });
      await this.#keep(gathered);
      for (const _ of outdated) this.#outdated.push("the owner of a pod became known only later");
      for (const anew of readAnew(outdated, sampling.window)) await this.gather(anew);
    } catch (error) {
      // A refused credential or a dead server will not be better in the next namespace.
      if (!(error instanceof PortError) || error.code === "unauthorized" || error.code === "unreachable")
        throw error;
      const halves = error.code === "rate-limited" ? null : halvesOf(reading);
      for (const half of halves ?? []) await this.gather(half);
      if (halves === null) this.#fail(reading, error);
    }
  }

  finish(): Gathered {
    const [first] = this.#failures;
    if (first !== undefined && this.#failures.length === this.#count) throw first;
    const gathered = [...this.#done].sort(([left], [right]) => (left < right ? -1 : 1));
    return {
      evidence: gathered.flatMap(([, { evidence }]) => evidence),
      notices: [...this.#keepingNotices(), ...gathered.flatMap(([, { notices }]) => notices)],
    };
  }

  #finish(name: string, gathered: Gathered): void {
    this.#done.set(name, gathered);
    this.#pass.progress({ step: "reading Prometheus", done: this.#done.size, of: this.#count, detail: name });
  }

  #fail({ namespaces }: Reading, error: PortError): void {
    for (const { name } of namespaces) {
      this.#failures.push(error);
      const notices = [`Namespace ${name} was not measured: ${error.message}`];
      this.#finish(name, { evidence: [], notices });
    }
  }

  /** What was read is worth more than that it be kept: a store that fails is told, and not tried again. */
  async #keep(gathered: readonly GatheredNamespace[]): Promise<void> {
    const { folder, sampling, kept } = this.#pass;
    if (folder === null || this.#unkept !== null) return;
    try {
      await saveHistories(folder, gathered, sampling.window, kept);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      this.#unkept = error;
    }
  }

  #keepingNotices(): readonly string[] {
    const counts = new Map<string, number>();
    for (const reason of this.#outdated) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const anew = [...counts].map(
      ([reason, count]) => `The history of ${countOf(count, "namespace")} was read anew: ${reason}.`,
    );
    if (this.#unkept === null) return anew;
    return [...anew, `What was read could not be kept for the next run: ${this.#unkept.message}`];
  }
}
