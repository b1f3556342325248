import { type ContainerRun, startRun } from "../container-run.ts";
import type { Reading } from "../container-state.ts";
import type { Estate, Pod, Workload } from "../estate.ts";
import { writePod } from "./cadvisor.ts";
import { writeJvm } from "./jvm.ts";
import { writePodState } from "./kube-pods.ts";
import { writeWorkloadState } from "./kube-workloads.ts";
import { writeNodes } from "./nodes.ts";
import { SeriesSink } from "./series-sink.ts";
import { type Stretch, stateTimes } from "./state-times.ts";

/** The whole estate as one OpenMetrics text, in pieces of about a MiB; deterministic, memory bounded. */
export function* renderOpenMetrics(estate: Estate): Iterable<string> {
  const rendering = new Rendering(estate);
  for (const stretch of stretches(estate, 6 * 3600)) {
    for (const chunk of rendering.stretch(stretch)) yield Buffer.from(chunk).toString("utf8");
  }
  yield endOfText;
}

export const endOfText = "# EOF\n";

/** Cuts the estate's time at multiples of `seconds` since the epoch, as Prometheus cuts its blocks. */
export function stretches(estate: Estate, seconds: number): readonly Stretch[] {
  const cuts: Stretch[] = [];
  for (let from = estate.start; from < estate.end; ) {
    const to = Math.min(estate.end, (Math.floor(from / seconds) + 1) * seconds);
    cuts.push({ from, to });
    from = to;
  }
  return cuts;
}

interface PodRun {
  readonly workload: Workload;
  readonly pod: Pod;
  readonly containers: readonly ContainerRun[];
}

/** Renders an estate stretch by stretch, in order: counters go on from where the last stretch left them. */
export class Rendering {
  readonly #estate: Estate;
  readonly #sink = new SeriesSink();
  /** Pods that have begun and whose objects are not yet deleted. */
  #running: readonly PodRun[] = [];
  #waiting: readonly { readonly workload: Workload; readonly pod: Pod }[];

  constructor(estate: Estate) {
    this.#estate = estate;
    this.#waiting = estate.workloads.flatMap((workload) => workload.pods.map((pod) => ({ workload, pod })));
  }

  get samples(): number {
    return this.#sink.writer.lines;
  }

  get series(): number {
    return this.#sink.series;
  }

  /** Lines without the closing `# EOF`. */
  *stretch(stretch: Stretch): Iterable<Uint8Array> {
    const { writer } = this.#sink;
    const times = stateTimes(this.#estate, stretch);
    writeNodes(this.#sink, this.#estate, times);
    for (const workload of this.#estate.workloads) {
      writeWorkloadState(this.#sink, this.#estate, workload, times);
      yield* writer.takeFull();
    }
    this.#admit(stretch);
    for (const run of this.#running) {
      this.#writePod(run, stretch, times);
      yield* writer.takeFull();
    }
    this.#running = this.#running.filter((run) => run.pod.deletedAt > stretch.to);
    yield* writer.takeAll();
  }

  #admit(stretch: Stretch): void {
    const admitted = this.#waiting.filter(({ pod }) => pod.createdAt < stretch.to);
    this.#waiting = this.#waiting.filter(({ pod }) => pod.createdAt >= stretch.to);
    const begun = admitted.map(({ workload, pod }) => ({
      workload,
      pod,
      containers: workload.design.containers.map((one) => startRun(this.#estate, workload, pod, one)),
    }));
    this.#running = [...this.#running, ...begun];
  }

  #writePod({ workload, pod, containers }: PodRun, stretch: Stretch, times: readonly number[]): void {
    const readings: readonly (readonly Reading[])[] = containers.map((run) => run.readUntil(stretch.to));
    writePod(this.#sink, this.#estate, workload, pod, readings);
    const kills = containers.map((run) => run.kills);
    writePodState(this.#sink, this.#estate, workload, pod, kills, times);
    writeJvm(this.#sink, this.#estate, workload, pod, times);
  }
}
