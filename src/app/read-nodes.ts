import { duration, instant, type Window } from "../core/model/index.ts";
import { askNodes, type NodeSize, type NodesByDay, readNodes, windowOfDay } from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";
import type { OnUnknown } from "./read-group-state.ts";

/**
 * Reads how large the nodes of all clusters are, at the first question of a pass: one request a day, which is one
 * request for a pass that reads on.
 */
export class NodeReader {
  readonly #source: MetricsSource;
  readonly #span: Window;
  readonly #days: readonly number[];
  #all: Promise<Answer> | null = null;

  /** `days`: all that any namespace will be asked for; `span`: what is not read yet of any. */
  constructor(source: MetricsSource, span: Window, days: readonly number[]) {
    this.#source = source;
    this.#span = span;
    this.#days = days;
  }

  /** Asks nothing where none of the namespaces wants to know. A failure is told of each that does. */
  async read(
    span: Window,
    namespaces: readonly string[],
    days: readonly number[],
    onUnknown: OnUnknown,
  ): Promise<NodesByDay> {
    if (namespaces.length === 0) return new Map();
    // A namespace that turned out to be read anew needs more than was planned.
    const isMore = span.from < this.#span.from || days.some((day) => !this.#days.includes(day));
    const { nodes, failure } = await (isMore ? readNodeDays(this.#source, span, days) : this.#planned());
    if (failure !== null) for (const name of namespaces) onUnknown(name, "the size of nodes", failure);
    return nodes;
  }

  #planned(): Promise<Answer> {
    this.#all ??= readNodeDays(this.#source, this.#span, this.#days);
    return this.#all;
  }
}

interface Answer {
  readonly nodes: NodesByDay;
  /** The first, where one or more of the days could not be had. */
  readonly failure: PortError | null;
}

async function readNodeDays(source: MetricsSource, span: Window, days: readonly number[]): Promise<Answer> {
  const answers = await Promise.all(days.map((day) => askDay(source, span, day)));
  const failures = answers.filter((answer) => answer instanceof PortError);
  const nodes = answers.flatMap((answer) => (answer instanceof PortError ? [] : [answer]));
  return { nodes: new Map(nodes), failure: failures[0] ?? null };
}

/** The part of a day that is not read yet. */
async function askDay(
  source: MetricsSource,
  span: Window,
  day: number,
): Promise<readonly [number, readonly NodeSize[]] | PortError> {
  const { from, to } = windowOfDay(day, span.to);
  const before = to - Math.max(from, span.from);
  if (before <= 0) return [day, []];
  try {
    return [day, readNodes(await source.instant(askNodes(duration(before, "ms")), instant(to)))];
  } catch (error) {
    if (error instanceof PortError) return error;
    throw error;
  }
}
