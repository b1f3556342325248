import type { Histogram, NodeClassUsage } from "../model/index.ts";
import type { DayState, Hours, PodSpan } from "./day-recorder.ts";
import type { LifeDay } from "./growth-recorder.ts";
import type { PartReader } from "./part-reader.ts";
import type { PartWriter } from "./part-writer.ts";

const hoursADay = 24;
const dayMillis = 86_400_000;

// Far more than there are buckets between nothing and the largest amount.
const mostBuckets = 10_000;

export function writeDayState(to: PartWriter, state: DayState): void {
  writeHistogram(to, state.all);
  to.optional(state.hottest, (hottest) => writeHistogram(to, hottest));
  to.list(state.classes, (one) => writeClass(to, one));
  to.optional(state.startup, (startup) => writeHistogram(to, startup));
  writeHours(to, state.hours);
  to.list([...state.spans], ([pod, span]) => writeSpan(to.text(pod), state.day, span));
  to.optional(state.pods, (pods) =>
    to.list([...pods], ([pod, histogram]) => writeHistogram(to.text(pod), histogram)),
  );
}

export function readDayState(from: PartReader, day: number): DayState {
  return {
    day,
    all: readHistogram(from),
    hottest: from.optional(() => readHistogram(from)),
    classes: from.list(() => readClass(from)),
    startup: from.optional(() => readHistogram(from)),
    hours: readHours(from),
    spans: new Map(from.list((): [string, PodSpan] => [from.text(), readSpan(from, day)])),
    pods: from.optional(
      () => new Map(from.list((): [string, Histogram] => [from.text(), readHistogram(from)])),
    ),
  };
}

export function writeLife(to: PartWriter, life: LifeDay): void {
  to.text(life.pod)
    .exact(life.life)
    .count(Math.round(life.first * 1000))
    .count(Math.round(life.last * 1000));
  to.count(life.count);
  for (const key of sums) to.exact(life[key]);
}

export function readLife(from: PartReader): LifeDay {
  return {
    pod: from.text(),
    life: from.exact(),
    first: from.count() / 1000,
    last: from.count() / 1000,
    count: from.count(),
    sumT: from.exact(),
    sumV: from.exact(),
    sumTT: from.exact(),
    sumTV: from.exact(),
    sumVV: from.exact(),
  };
}

const sums = ["sumT", "sumV", "sumTT", "sumTV", "sumVV"] as const;

function writeClass(to: PartWriter, { name, all }: NodeClassUsage): void {
  to.optional(name, (text) => to.text(text));
  writeHistogram(to, all);
}

function readClass(from: PartReader): NodeClassUsage {
  return { name: from.optional(() => from.text()), all: readHistogram(from) };
}

function writeHistogram(to: PartWriter, { first, seconds, zeroSeconds, samples, sum, max }: Histogram): void {
  to.signed(first).count(seconds.length);
  // Usage that jumps leaves long runs of empty buckets.
  for (let at = 0; at < seconds.length; ) {
    const spent = seconds[at] ?? 0;
    to.count(spent);
    if (spent > 0) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < seconds.length && seconds[at] === 0) at += 1;
    to.count(at - start);
  }
  to.count(zeroSeconds).count(samples).exact(sum).exact(max);
}

function readHistogram(from: PartReader): Histogram {
  const first = from.signed();
  const length = from.count();
  if (length > mostBuckets) throw new RangeError("there are too many buckets");
  const seconds = new Float64Array(length);
  for (let at = 0; at < length; ) {
    const spent = from.count();
    seconds[at] = spent;
    at += spent > 0 ? 1 : Math.max(1, from.count());
  }
  return {
    first,
    seconds,
    zeroSeconds: from.count(),
    samples: from.count(),
    sum: from.exact(),
    max: from.exact(),
  };
}

function writeHours(to: PartWriter, { max, sum, seconds }: Hours): void {
  to.counts(seconds).singles(max).singles(sum);
}

function readHours(from: PartReader): Hours {
  return {
    seconds: from.counts(hoursADay),
    max: from.singles(hoursADay),
    sum: from.singles(hoursADay),
  };
}

// Times are whole milliseconds.
function writeSpan(to: PartWriter, day: number, { first, last }: PodSpan): void {
  const start = Math.round(first * 1000) - day * dayMillis;
  to.count(start).count(Math.round(last * 1000) - day * dayMillis - start);
}

function readSpan(from: PartReader, day: number): PodSpan {
  const first = day * dayMillis + from.count();
  return { first: first / 1000, last: (first + from.count()) / 1000 };
}
