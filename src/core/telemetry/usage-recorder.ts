import {
  type Distribution,
  emptyHistogram,
  type Histogram,
  instant,
  meanOf,
  mergeHistograms,
  quantileNames,
  quantileOf,
  relativeError,
  secondsIn,
  type Usage,
  type UsageDay,
} from "../model/index.ts";
import { DayRecorder, type DayState } from "./day-recorder.ts";
import { largestAmount } from "./histogram-recorder.ts";
import { profileOf } from "./profile.ts";
import type { TimedSeries } from "./series-tails.ts";

const daySeconds = 86_400;

// Beyond this share of the time, starting up is what the container does: then it is no exception to leave out.
const mostStartup = 0.2;

/** First and last sample of a pod, in Unix seconds. */
export interface PodSpan {
  first: number;
  last: number;
}

/** What one container used of one resource, kept from pass to pass: each day on its own, ascending. */
export interface UsageState {
  readonly days: readonly DayState[];
  readonly pods: readonly (readonly [pod: string, span: Readonly<PodSpan>])[];
}

export interface UsageRecorderOptions {
  /** Seconds that the first sample of a series counts for. */
  readonly interval: number;
  /** Seconds after the start of a container whose usage is kept apart. */
  readonly startup: number;
}

/** Folds the samples of one resource of one container, page by page, into a few kilobytes a day. */
export class UsageRecorder {
  readonly #options: UsageRecorderOptions;
  readonly #days = new Map<number, DayRecorder>();
  readonly #pods = new Map<string, PodSpan>();

  constructor(options: UsageRecorderOptions, state: UsageState = { days: [], pods: [] }) {
    this.#options = options;
    for (const day of state.days) this.#days.set(day.day, new DayRecorder(day));
    for (const [pod, span] of state.pods) this.#pods.set(pod, { ...span });
  }

  add(pod: string, { times, values, seconds, began }: TimedSeries): void {
    const span = this.#pods.get(pod) ?? { first: Infinity, last: -Infinity };
    const steady = began === null ? -Infinity : began + this.#options.startup;
    let current: DayRecorder | null = null;
    let day = Number.NaN;
    for (let index = 0; index < times.length; index += 1) {
      const time = times[index] ?? Number.NaN;
      const value = values[index] ?? Number.NaN;
      if (!(value >= 0 && value <= largestAmount)) continue;
      const on = Math.floor(time / daySeconds);
      if (current === null || on !== day) {
        day = on;
        current = this.#dayOf(on);
        current.enter(pod);
      }
      current.add(time, value, seconds[index] ?? 0, time < steady);
      span.first = Math.min(span.first, time);
      span.last = Math.max(span.last, time);
    }
    if (span.last >= span.first) this.#pods.set(pod, span);
  }

  /** The pod that started last, which runs what is rolled out now; `null` without samples. */
  newestPod(): string | null {
    let newest: [string, PodSpan] | null = null;
    for (const entry of this.#pods) if (newest === null || entry[1].first > newest[1].first) newest = entry;
    return newest?.[0] ?? null;
  }

  pods(): IterableIterator<string> {
    return this.#pods.keys();
  }

  /** `null` when no sample was seen: that is not the same as no usage. */
  finish(): Usage | null {
    const recorded = this.#recorded().map(([day, recorder]) => ({ start: day, ...recorder.finish() }));
    const startup = mergeHistograms(recorded.map((day) => day.startup ?? emptyHistogram));
    const whole = mergeHistograms(recorded.map(({ all }) => all));
    if (whole.samples + startup.samples === 0) return null;
    const isRule = secondsIn(startup) > mostStartup * (secondsIn(whole) + secondsIn(startup));
    const days = recorded.map(({ start, all, hottest, startup: early }): UsageDay => {
      const used = isRule && early !== null ? mergeHistograms([all, early]) : all;
      return { start: instant(start * daySeconds * 1000), all: used, hottest };
    });
    const { interval } = this.#options;
    const spans = [...this.#pods.values()];
    const first = spans.reduce((least, span) => Math.min(least, span.first), Infinity);
    const last = spans.reduce((most, span) => Math.max(most, span.last), -Infinity);
    const expected = spans.reduce((sum, span) => sum + span.last - span.first + interval, 0);
    const covered = secondsIn(whole) + secondsIn(startup);
    return {
      distribution: distributionOf(isRule ? mergeHistograms([whole, startup]) : whole),
      days: days.filter(({ all }) => all.samples > 0),
      startup: isRule || startup.samples === 0 ? null : { seconds: secondsIn(startup), max: startup.max },
      profile: profileOf(recorded),
      seen: { from: instant(first * 1000), to: instant(last * 1000) },
      coverage: Math.min(1, covered / expected),
      meanPods: expected / (last - first + interval),
    };
  }

  /** What the next pass goes on from. Of days before `openFrom` (days since the epoch), pods are not kept apart. */
  state(openFrom: number): UsageState {
    return {
      days: this.#recorded().map(([day, recorder]) => recorder.state(day, day >= openFrom)),
      pods: [...this.#pods],
    };
  }

  /** Drops what lies before a day (days since the epoch). */
  forgetBefore(day: number): void {
    for (const known of this.#days.keys()) if (known < day) this.#days.delete(known);
    for (const [pod, span] of this.#pods) {
      if (span.last < day * daySeconds) this.#pods.delete(pod);
      else span.first = Math.max(span.first, day * daySeconds);
    }
  }

  #dayOf(day: number): DayRecorder {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const made = new DayRecorder();
    this.#days.set(day, made);
    return made;
  }

  #recorded(): readonly (readonly [number, DayRecorder])[] {
    return [...this.#days].sort(([left], [right]) => left - right);
  }
}

function distributionOf(whole: Histogram): Distribution {
  return {
    samples: whole.samples,
    mean: whole.samples === 0 ? 0 : meanOf(whole),
    max: whole.max,
    quantiles: Object.fromEntries(
      Object.entries(quantileNames).map(([name, share]) => [name, quantileOf(whole, share)]),
    ) as Distribution["quantiles"],
    relativeError,
  };
}
