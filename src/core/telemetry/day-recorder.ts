import { type Histogram, meanOf, mergeHistograms, type NodeClassUsage, secondsIn } from "../model/index.ts";
import { type ClassOfPod, classUsage } from "./class-usage.ts";
import { firstFrom } from "./first-from.ts";
import { HistogramRecorder, type Part } from "./histogram-recorder.ts";
import type { TimedSeries } from "./series-tails.ts";

const hoursADay = 24;

// A pod whose mean lies so far above the mean of all pods does other work than they do: a leader, a hot shard.
const skewed = 1.5;
// A pod that was seen for a short part of the day says little about a day.
const leastPresence = 0.5;

/** Highest and summed usage of each hour of a day, for charts; an hour without samples has no seconds. */
export interface Hours {
  readonly max: Float32Array;
  /** Value times seconds. */
  readonly sum: Float32Array;
  readonly seconds: Float64Array;
}

/** First and last sample of a pod, in Unix seconds. */
export interface PodSpan {
  readonly first: number;
  readonly last: number;
}

/** What one container used of one resource on one UTC day. */
export interface RecordedDay {
  /** Of all pods, start-up left out. */
  readonly all: Histogram;
  /** Of the pod with the highest mean, where it stands out. */
  readonly hottest: Histogram | null;
  /** Of pods told apart by the class of their node; empty where no class is known. */
  readonly classes: readonly NodeClassUsage[];
  readonly startup: Histogram | null;
  readonly hours: Hours;
  readonly spans: ReadonlyMap<string, PodSpan>;
}

/** A day as it is kept from pass to pass. */
export interface DayState extends RecordedDay {
  /** Days since the epoch. */
  readonly day: number;
  /** Pods apart, while more of the day may come; `null` for a day that is over. */
  readonly pods: ReadonlyMap<string, Histogram> | null;
}

/** Records one day. Samples that come after the day was closed count for all pods, for no part of them. */
export class DayRecorder {
  readonly #pods = new Map<string, HistogramRecorder>();
  readonly #startup = new HistogramRecorder();
  readonly #max: Float32Array;
  readonly #sum: Float64Array;
  readonly #seconds: Float64Array;
  readonly #spans: Map<string, PodSpan>;
  readonly #closed: Pick<RecordedDay, "all" | "hottest" | "classes"> | null;

  constructor(state: DayState | null = null) {
    this.#closed = state === null || state.pods !== null ? null : state;
    this.#max = state?.hours.max.slice() ?? new Float32Array(hoursADay);
    this.#sum = Float64Array.from(state?.hours.sum ?? new Float64Array(hoursADay));
    this.#seconds = state?.hours.seconds.slice() ?? new Float64Array(hoursADay);
    this.#spans = new Map(state?.spans);
    if (state !== null && state.startup !== null) this.#startup.addAll(state.startup);
    for (const [pod, histogram] of state?.pods ?? []) this.#recorderOf(pod).addAll(histogram);
  }

  /** Adds the samples of a part of a series that lies in the day; those before `steady` (Unix seconds) are start-up. */
  add(pod: string, { times, values, seconds }: TimedSeries, { from, to }: Part, steady: number): void {
    const recorder = this.#recorderOf(pod);
    const settled = Math.min(to, firstFrom(times, steady, from));
    this.#startup.add(values, seconds, { from, to: settled });
    for (let start = settled; start < to; ) {
      const hour = Math.floor((times[start] ?? 0) / 3600);
      const part = { from: start, to: Math.min(to, firstFrom(times, (hour + 1) * 3600, start)) };
      const added = recorder.add(values, seconds, part);
      const at = hour % hoursADay;
      this.#max[at] = Math.max(this.#max[at] ?? 0, added.max);
      this.#sum[at] = (this.#sum[at] ?? 0) + added.sum;
      this.#seconds[at] = (this.#seconds[at] ?? 0) + added.seconds;
      start = part.to;
    }
    this.#see(pod, times[from] ?? Number.NaN, times[to - 1] ?? Number.NaN);
  }

  #recorderOf(pod: string): HistogramRecorder {
    const recorder = this.#pods.get(pod) ?? new HistogramRecorder();
    this.#pods.set(pod, recorder);
    return recorder;
  }

  #see(pod: string, first: number, last: number): void {
    const known = this.#spans.get(pod);
    const from = Math.min(known?.first ?? first, first);
    this.#spans.set(pod, { first: from, last: Math.max(known?.last ?? last, last) });
  }

  get spans(): ReadonlyMap<string, PodSpan> {
    return this.#spans;
  }

  finish(classOf: ClassOfPod): RecordedDay {
    return this.#finish(this.#histograms(), classOf);
  }

  state(day: number, isOpen: boolean, classOf: ClassOfPod): DayState {
    const pods = this.#histograms();
    return { day, ...this.#finish(pods, classOf), pods: isOpen && this.#closed === null ? pods : null };
  }

  #histograms(): ReadonlyMap<string, Histogram> {
    return new Map([...this.#pods].map(([pod, recorder]) => [pod, recorder.finish()]));
  }

  #finish(byPod: ReadonlyMap<string, Histogram>, classOf: ClassOfPod): RecordedDay {
    const pods = [...byPod.values()];
    const startup = this.#startup.finish();
    return {
      all: mergeHistograms(this.#closed === null ? pods : [this.#closed.all, ...pods]),
      hottest: this.#closed === null ? hottestOf(pods) : this.#closed.hottest,
      classes: this.#closed === null ? classUsage(byPod, classOf) : this.#closed.classes,
      startup: startup.samples === 0 ? null : startup,
      hours: { max: this.#max, sum: Float32Array.from(this.#sum), seconds: this.#seconds },
      spans: this.#spans,
    };
  }
}

function hottestOf(pods: readonly Histogram[]): Histogram | null {
  if (pods.length < 2) return null;
  const longest = pods.reduce((most, pod) => Math.max(most, secondsIn(pod)), 0);
  const present = pods.filter((pod) => pod.samples > 0 && secondsIn(pod) >= leastPresence * longest);
  const [first, ...others] = present;
  if (first === undefined || others.length === 0) return null;
  const hottest = others.reduce((hot, pod) => (meanOf(pod) > meanOf(hot) ? pod : hot), first);
  return meanOf(hottest) >= skewed * meanOf(mergeHistograms(present)) ? hottest : null;
}
