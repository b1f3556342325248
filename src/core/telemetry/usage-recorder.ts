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
import { classUsage } from "./class-usage.ts";
import { DayRecorder, type DayState, type PodSpan, type RecordedDay } from "./day-recorder.ts";
import { firstFrom } from "./first-from.ts";
import { type ClassOf, noClasses } from "./node-classes.ts";
import { profileOf } from "./profile.ts";
import type { TimedSeries } from "./series-tails.ts";

const daySeconds = 86_400;

// Beyond this share of the time, starting up is what the container does: then it is no exception to leave out.
const mostStartup = 0.2;

export interface UsageRecorderOptions {
  /** Seconds that the first sample of a series counts for. */
  readonly interval: number;
  /** Seconds after the start of a container whose usage is kept apart. */
  readonly startup: number;
}

/** Folds the samples of one resource of one container, page by page, into a few hundred bytes a day. */
export class UsageRecorder {
  readonly #options: UsageRecorderOptions;
  /** Days that nothing was added to stay as they were kept. */
  readonly #days = new Map<number, DayRecorder | DayState>();
  #spans: ReadonlyMap<string, PodSpan> | null = null;

  constructor(options: UsageRecorderOptions, days: readonly DayState[] = []) {
    this.#options = options;
    for (const day of days) this.#days.set(day.day, day);
  }

  add(pod: string, series: TimedSeries): void {
    this.#spans = null;
    const { times, began } = series;
    const steady = began === null ? -Infinity : began + this.#options.startup;
    for (let from = 0; from < times.length; ) {
      const day = Math.floor((times[from] ?? 0) / daySeconds);
      const to = firstFrom(times, (day + 1) * daySeconds, from);
      this.#dayOf(day).add(pod, series, { from, to }, steady);
      from = to;
    }
  }

  /** First and last sample of each pod. */
  spans(): ReadonlyMap<string, PodSpan> {
    this.#spans ??= this.#allSpans();
    return this.#spans;
  }

  /** `null` when no sample was seen: that is not the same as no usage. */
  finish(classOf: ClassOf = noClasses): Usage | null {
    const recorded = this.#recorded(classOf).map(([start, day]) => ({ start, ...day }));
    const startup = mergeHistograms(recorded.map((day) => day.startup ?? emptyHistogram));
    const whole = mergeHistograms(recorded.map(({ all }) => all));
    if (whole.samples + startup.samples === 0) return null;
    const isRule = secondsIn(startup) > mostStartup * (secondsIn(whole) + secondsIn(startup));
    const days = recorded.map(({ start, all, hottest, classes, startup: early }): UsageDay => {
      const used = isRule && early !== null ? mergeHistograms([all, early]) : all;
      // Starting up is not known by class.
      const known = isRule ? [] : classes;
      return { start: instant(start * daySeconds * 1000), all: used, hottest, classes: known };
    });
    const { interval } = this.#options;
    const spans = [...this.spans().values()];
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

  /** A day for the next pass to go on from, `null` without samples. Pods are kept apart while it is open. */
  dayState(day: number, isOpen: boolean, classOf: ClassOf = noClasses): DayState | null {
    const known = this.#days.get(day);
    if (known === undefined) return null;
    if (known instanceof DayRecorder) return known.state(day, isOpen, (pod) => classOf(pod, day));
    const told = withClasses(known, classOf);
    return isOpen || told.pods === null ? told : { ...told, pods: null };
  }

  #dayOf(day: number): DayRecorder {
    const known = this.#days.get(day);
    if (known instanceof DayRecorder) return known;
    const recorder = new DayRecorder(known);
    this.#days.set(day, recorder);
    return recorder;
  }

  #allSpans(): ReadonlyMap<string, PodSpan> {
    const spans = new Map<string, PodSpan>();
    for (const [, { spans: onDay }] of this.#ascending()) {
      for (const [pod, { first, last }] of onDay)
        spans.set(pod, { first: spans.get(pod)?.first ?? first, last });
    }
    return spans;
  }

  #ascending(): readonly (readonly [number, DayRecorder | DayState])[] {
    return [...this.#days].sort(([left], [right]) => left - right);
  }

  #recorded(classOf: ClassOf): readonly (readonly [number, RecordedDay])[] {
    return this.#ascending().map(([day, known]) => [
      day,
      known instanceof DayRecorder ? known.finish((pod) => classOf(pod, day)) : withClasses(known, classOf),
    ]);
  }
}

/** A kept day with what is known of nodes now, while its pods are still apart. */
function withClasses(state: DayState, classOf: ClassOf): DayState {
  const { day, pods } = state;
  return pods === null ? state : { ...state, classes: classUsage(pods, (pod) => classOf(pod, day)) };
}

/** What is reported of a histogram. */
export function distributionOf(whole: Histogram): Distribution {
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
