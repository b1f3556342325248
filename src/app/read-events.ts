import { duration, type Instant, type InstantSample, instant, type Window } from "../core/model/index.ts";
import {
  answersTo,
  askEvents,
  type DayEvents,
  dayMillis,
  type EventName,
  eventNames,
  readKills,
  readRestarts,
  readThrottling,
  unknownEvents,
} from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { askEach } from "./ask-each.ts";

export type EventsByDay = ReadonlyMap<number, DayEvents>;

type OnFailure = (namespace: string, question: string, error: Error) => void;

/** An answer of one day. */
interface DaySample extends InstantSample {
  readonly day: number;
}

/**
 * Asks what happened to the containers of some namespaces on some days, each up to its end or to the end of the window.
 * Days in a row are one question. What cannot be had is unknown and told to `onFailure`.
 */
export async function readEvents(
  source: MetricsSource,
  namespaces: readonly string[],
  days: readonly number[],
  window: Window,
  onFailure: OnFailure,
): Promise<ReadonlyMap<string, EventsByDay>> {
  const found = new Map(namespaces.map((namespace) => [namespace, new Map<number, DayEvents>()]));
  for (const run of runsOf(days, window.to)) {
    const answers = await askRun(source, namespaces, run, onFailure);
    for (const [namespace, byDay] of found)
      for (const day of run.days) byDay.set(day, eventsOn(day, answers, namespace));
  }
  return found;
}

/** Days in a row that are asked for at the end of each. */
interface Run {
  readonly days: readonly number[];
  /** When the last of them ends. */
  readonly end: Instant;
}

function runsOf(days: readonly number[], to: Instant): readonly Run[] {
  const runs: { days: number[]; end: Instant }[] = [];
  for (const day of days) {
    const end = instant(Math.min((day + 1) * dayMillis, to));
    const run = runs.at(-1);
    if (run === undefined || run.days.at(-1) !== day - 1 || end % dayMillis !== 0) {
      runs.push({ days: [day], end });
    } else {
      run.days.push(day);
      run.end = end;
    }
  }
  return runs;
}

type Answers = ReadonlyMap<EventName, ReadonlyMap<string, readonly DaySample[] | null>>;

/** All events in one question and, of a namespace where that fails, each on its own. */
async function askRun(
  source: MetricsSource,
  namespaces: readonly string[],
  run: Run,
  onFailure: OnFailure,
): Promise<Answers> {
  const namespaceOf = ({ labels }: DaySample) => labels["namespace"];
  const ask = (names: readonly EventName[]) => (some: readonly string[]) => askDays(source, some, names, run);
  const failed: string[] = [];
  const together = await askEach(namespaces, ask(eventNames), namespaceOf, (one) => failed.push(one));
  const answers = new Map<EventName, ReadonlyMap<string, readonly DaySample[] | null>>();
  for (const name of eventNames) {
    const alone = await askEach(failed, ask([name]), namespaceOf, (namespace, error) =>
      onFailure(namespace, spoken[name], error),
    );
    answers.set(name, new Map([...together, ...alone]));
  }
  return answers;
}

const spoken: Readonly<Record<EventName, string>> = {
  throttling: "throttling",
  restarts: "restarts",
  kills: "out-of-memory kills",
};

async function askDays(
  source: MetricsSource,
  namespaces: readonly string[],
  names: readonly EventName[],
  { days, end }: Run,
): Promise<readonly DaySample[]> {
  const [first = 0] = days;
  if (days.length === 1) {
    const before = duration(end - first * dayMillis, "ms");
    const samples = await source.instant(askEvents(namespaces, names, before), end);
    return samples.map((sample) => ({ ...sample, day: first }));
  }
  const samples: DaySample[] = [];
  const pages = source.range({
    promql: askEvents(namespaces, names, dayMillis),
    // At the end of each day, the last one included.
    window: { from: instant((first + 1) * dayMillis), to: instant(end + 1) },
    stepSeconds: dayMillis / 1000,
    expectedSeries: 1000,
  });
  for await (const page of pages) {
    for (const { labels, times, values } of page)
      times.forEach((time, at) => {
        samples.push({ labels, value: values[at] ?? Number.NaN, day: time / (dayMillis / 1000) - 1 });
      });
  }
  return samples;
}

function eventsOn(day: number, answers: Answers, namespace: string): DayEvents {
  const of = (name: EventName) =>
    answers
      .get(name)
      ?.get(namespace)
      ?.filter((sample) => sample.day === day);
  const [throttling, restarts, kills] = [of("throttling"), of("restarts"), of("kills")];
  return {
    ...unknownEvents,
    ...(throttling && {
      throttling: readThrottling(answersTo(throttling, "throttled"), answersTo(throttling, "periods")),
    }),
    ...(restarts && { restarts: readRestarts(answersTo(restarts, "restarts")) }),
    ...(kills && { kills: readKills(answersTo(kills, "kills")) }),
  };
}
