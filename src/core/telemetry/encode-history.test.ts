import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Histogram, instant, type Labels, runtimes, workloadKinds } from "../model/index.ts";
import type { DayState } from "./day-recorder.ts";
import { decodeDay, decodeHead, encodeDay, encodeHead } from "./encode-history.ts";
import type { LifeDay } from "./growth-recorder.ts";
import type { HistoryHead } from "./history.ts";
import { ownerLabels } from "./known-owners.ts";
import type { ContainerDay, NamespaceDay } from "./namespace-day.ts";
import type { PodHeap } from "./pod-heap.ts";
import type { KeptTails } from "./series-tails.ts";

const place = { source: "http://prometheus 0123", namespace: "payments" };
const day = 20_000;
const dayMillis = 86_400_000;

const amount = fc.double({ min: 0, max: 2 ** 60, noNaN: true });
// Whole seconds; sparse, as usage is.
const seconds = fc
  .array(fc.oneof(fc.constant(0), fc.nat(5_000_000_000)), { maxLength: 40 })
  .map((all) => Float64Array.from(all));
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("api-5d8c7-x2x9z", "ünïcode ✓"));
const single = amount.map(Math.fround);
const millis = fc.nat(dayMillis - 1);

function cells<Numbers>(value: fc.Arbitrary<number>, from: (values: number[]) => Numbers) {
  return fc.array(value, { minLength: 24, maxLength: 24 }).map(from);
}

const histogram: fc.Arbitrary<Histogram> = fc.record({
  first: fc.integer({ min: -1000, max: 3000 }),
  seconds,
  zeroSeconds: fc.nat(86_400_000),
  samples: fc.nat(10_000_000),
  sum: amount,
  max: amount,
});

const hours = fc
  .record({
    max: cells(single, (values) => Float32Array.from(values)),
    sum: cells(single, (values) => Float32Array.from(values)),
    seconds: cells(fc.oneof(fc.constant(0), fc.nat(3600)), (values) => Float64Array.from(values)),
  })
  .map(({ max, sum, seconds: spent }) => ({
    // An hour without time has no amounts.
    max: max.map((value, hour) => (spent[hour] === 0 ? 0 : value)),
    sum: sum.map((value, hour) => (spent[hour] === 0 ? 0 : value)),
    seconds: spent,
  }));

const span = fc.tuple(millis, millis).map(([one, other]) => ({
  first: (day * dayMillis + Math.min(one, other)) / 1000,
  last: (day * dayMillis + Math.max(one, other)) / 1000,
}));

const dayState: fc.Arbitrary<DayState> = fc.record({
  day: fc.constant(day),
  all: histogram,
  hottest: fc.option(histogram),
  classes: fc.array(fc.record({ name: fc.option(text), all: histogram }), { maxLength: 2 }),
  startup: fc.option(histogram),
  hours,
  spans: fc.array(fc.tuple(text, span), { maxLength: 4 }).map((spans) => new Map(spans)),
  pods: fc.option(fc.array(fc.tuple(text, histogram), { maxLength: 3 }).map((pods) => new Map(pods))),
});

const life: fc.Arbitrary<LifeDay> = fc.record({
  pod: text,
  life: fc.nat(Number.MAX_SAFE_INTEGER),
  first: millis.map((at) => at / 1000),
  last: millis.map((at) => at / 1000),
  count: fc.nat(100_000),
  sumT: amount,
  sumV: amount,
  sumTT: amount,
  sumTV: amount,
  sumVV: amount,
});

const cluster = fc.option(text);

function withCluster<Rest extends object>(rest: fc.Arbitrary<Rest>) {
  return fc.tuple(cluster, rest).map(([name, one]) => (name === null ? one : { cluster: name, ...one }));
}

const container: fc.Arbitrary<ContainerDay> = fc.record({
  target: withCluster(
    fc.record({
      namespace: fc.constant(place.namespace),
      kind: fc.constantFrom(...workloadKinds),
      name: text,
      container: text,
    }),
  ),
  ownerSource: fc.constantFrom("kube-state-metrics", "recorded-rule", "pod-name"),
  cpu: fc.option(dayState),
  memory: fc.option(dayState),
  lives: fc.array(life, { maxLength: 3 }),
});

const podContainer = { pod: text, container: text };

const podHeap = fc
  .tuple(
    fc.record({ pod: text, runtime: fc.constantFrom(...runtimes) }),
    fc.record({ container: text }, { requiredKeys: [] }),
    fc.record({
      most: fc.option(amount),
      taken: fc.option(amount),
      counted: fc.option(amount),
      beyond: fc.option(amount),
      live: fc.option(amount),
    }),
  )
  .map(([identity, named, facts]): PodHeap => ({ ...identity, ...named, ...facts }));

const namespaceDay: fc.Arbitrary<NamespaceDay> = fc.record({
  day: fc.constant(day),
  containers: fc.array(container, { maxLength: 3 }),
  unowned: fc.array(withCluster(fc.record({ pod: text })), { maxLength: 3 }),
  events: fc.record({
    throttling: fc.option(
      fc.array(withCluster(fc.record({ ...podContainer, throttled: amount, periods: amount }))),
    ),
    restarts: fc.option(fc.array(withCluster(fc.record({ ...podContainer, count: amount })))),
    kills: fc.option(fc.array(withCluster(fc.record(podContainer)))),
    heaps: fc.option(fc.array(withCluster(podHeap))),
  }),
  nodes: fc.array(
    withCluster(
      fc.record({
        node: text,
        type: fc.option(text),
        cores: fc.option(amount),
        bytes: fc.option(amount),
      }),
    ),
    { maxLength: 3 },
  ),
});

const tails: fc.Arbitrary<KeptTails> = fc.array(
  fc.tuple(
    fc.nat(Number.MAX_SAFE_INTEGER),
    fc.record({ time: amount, value: amount, began: fc.option(amount) }),
  ),
  { maxLength: 5 },
);

function owners(names: readonly [string, string, string]): fc.Arbitrary<readonly Labels[]> {
  const labels = fc.record(Object.fromEntries(names.map((name) => [name, text])));
  return fc.array(withCluster(labels), { maxLength: 4 });
}

const head: fc.Arbitrary<HistoryHead> = fc.record({
  readTo: fc.nat(2_000_000_000).map((second) => instant(second * 1000)),
  resolution: fc.constantFrom("scrape", "five-minutes"),
  firstDay: fc.nat(30_000),
  length: fc.nat(90),
  tails: fc.record({ cpu: tails, memory: tails }),
  owners: fc.record({
    pods: owners(ownerLabels.pods),
    replicaSets: owners(ownerLabels.replicaSets),
    jobs: owners(ownerLabels.jobs),
    recorded: owners(ownerLabels.recorded),
    places: owners(ownerLabels.places),
  }),
  heapSeries: fc.array(fc.dictionary(text, text, { noNullPrototype: true }), { maxLength: 3 }),
});

describe("a history as bytes", () => {
  test("is the same when it is read", () => {
    fc.assert(
      fc.property(namespaceDay, (one) => {
        expect(decodeDay(encodeDay(one, place), day, place)).toEqual(one);
      }),
    );
    fc.assert(
      fc.property(head, (one) => {
        expect(decodeHead(encodeHead(one, place), place)).toEqual(one);
      }),
    );
  });

  test("that is damaged or cut off anywhere is no history, and no crash", () => {
    fc.assert(
      fc.property(namespaceDay, head, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, top, at, bits) => {
        for (const [bytes, decode] of [
          [encodeDay(one, place), (damaged: Uint8Array) => decodeDay(damaged, day, place)],
          [encodeHead(top, place), (damaged: Uint8Array) => decodeHead(damaged, place)],
        ] as const) {
          const flipped = bytes.slice();
          const index = at % bytes.length;
          flipped[index] = (flipped[index] ?? 0) ^ bits;

          expect(decode(flipped)).toBeNull();
          expect(decode(bytes.subarray(0, index))).toBeNull();
        }
      }),
    );
  });

  test("that is arbitrary is no history, and no crash", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeDay(bytes, day, place)).toBeNull();
        expect(decodeHead(bytes, place)).toBeNull();
      }),
    );
  });

  test("of another source, namespace or day is none", () => {
    const [one] = fc.sample(namespaceDay, { numRuns: 1, seed: 7 });
    if (one === undefined) throw new Error("there is no sample");
    const bytes = encodeDay(one, place);

    expect(decodeDay(bytes, day, place)).not.toBeNull();
    expect(decodeDay(bytes, day, { ...place, source: "http://other 0123" })).toBeNull();
    expect(decodeDay(bytes, day, { ...place, namespace: "shop" })).toBeNull();
    expect(decodeDay(bytes, day + 1, place)).toBeNull();
    expect(decodeHead(bytes, place)).toBeNull();
  });

  test("takes little more than a kilobyte for a container and day", () => {
    const usual = Float64Array.from({ length: 60 }, (_, at) => (at < 2 || at > 57 ? 30 : 1400));
    const used: Histogram = {
      first: 500,
      seconds: usual,
      zeroSeconds: 0,
      samples: 2880,
      sum: 12.3,
      max: 0.9,
    };
    const hour = {
      max: new Float32Array(24).fill(0.5),
      sum: new Float32Array(24).fill(900),
      seconds: new Float64Array(24).fill(3600),
    };
    const spans = new Map([["api-5d8c7-x2x9z", { first: day * 86_400, last: day * 86_400 + 86_370 }]]);
    const state: DayState = {
      day,
      all: used,
      hottest: null,
      classes: [],
      startup: null,
      hours: hour,
      spans,
      pods: null,
    };
    const target = {
      namespace: "payments",
      kind: "Deployment",
      name: "api",
      container: "api",
    } as const;
    const containers = Array.from({ length: 100 }, (_, index): ContainerDay => {
      const of = { ...target, name: `api-${index}` };
      return { target: of, ownerSource: "kube-state-metrics", cpu: state, memory: state, lives: [] };
    });
    const events = { throttling: [], restarts: [], kills: [], heaps: [] };

    const bytes = encodeDay({ day, containers, unowned: [], events, nodes: [] }, place);

    expect(bytes.length / containers.length).toBeLessThan(1300);
  });
});
