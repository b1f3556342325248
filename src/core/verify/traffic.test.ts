import { expect, test } from "vitest";
import type { Samples } from "./level/hourly-levels.ts";
import { trafficOf } from "./traffic.ts";

const hour = 3600;
const day = 24 * hour;
const liveAt = 20 * day;

/** Requests a second, every five minutes from day 10 on: twice as many at noon as at midnight. */
function requests(
  until: number,
  change: (time: number, rate: number) => number = (_, rate) => rate,
): Samples {
  const count = Math.floor((until - 10 * day) / 300);
  const times = Float64Array.from({ length: count }, (_, index) => 10 * day + index * 300);
  const rateAt = (time: number) => 15 - 5 * Math.cos((2 * Math.PI * time) / day);
  return { times, values: times.map((time) => change(time, rateAt(time))) };
}

test("a day like those before it has its traffic and its peak", () => {
  const now = liveAt + day;
  const { trafficShare, peakShare } = trafficOf(requests(now), { liveAt, now });

  expect(trafficShare).toBeCloseTo(1, 6);
  expect(peakShare).toBeCloseTo(1, 6);
});

test("a night has the traffic of a night, and no peak", () => {
  const now = liveAt + 4 * hour;
  const { trafficShare, peakShare } = trafficOf(requests(now), { liveAt, now });

  expect(trafficShare).toBeCloseTo(1, 6);
  expect(peakShare).toBeLessThan(0.75);
});

test("a service that lost most of its requests shows it", () => {
  const now = liveAt + day;
  const fewer = requests(now, (time, rate) => (time < liveAt ? rate : rate / 5));

  expect(trafficOf(fewer, { liveAt, now }).trafficShare).toBeCloseTo(0.2, 6);
});

test("without measurements, without a past, or before the first hour is over, nothing is known", () => {
  const unknown = { trafficShare: null, peakShare: null };
  const now = liveAt + day;
  const empty = { times: new Float64Array(), values: new Float64Array() };
  const young = requests(now, (time, rate) => (time < liveAt ? Number.NaN : rate));
  const silent = requests(now, () => 0);

  for (const one of [empty, young, silent]) expect(trafficOf(one, { liveAt, now })).toEqual(unknown);
  expect(trafficOf(requests(liveAt + 600), { liveAt, now: liveAt + 600 })).toEqual(unknown);
});
