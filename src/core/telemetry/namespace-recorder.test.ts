import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../../test/support/properties/sweep.ts";
import { instant, type Labels, type RangeSeries } from "../model/index.ts";
import { NamespaceRecorder } from "./namespace-recorder.ts";
import { joinOwners } from "./owners.ts";
import { planSampling } from "./questions.ts";
import { SeriesTails } from "./series-tails.ts";

const day = 86_400;
const end = 1_760_000_400;
const sampling = planSampling({ from: instant((end - 14 * day) * 1000), to: instant(end * 1000) });
const step = sampling.stepSeconds;
const start = sampling.window.from / 1000;

const owners = joinOwners({
  pods: ["api-1-a", "api-1-b"].map((pod) => ({ pod, owner_kind: "ReplicaSet", owner_name: "api-1" })),
  replicaSets: [{ replicaset: "api-1", owner_kind: "Deployment", owner_name: "api" }],
  jobs: [],
  recorded: [],
});

function series(labels: Labels, values: readonly number[], from = start): RangeSeries {
  return {
    labels: { container: "api", job: "kubelet", ...labels },
    times: Float64Array.from(values, (_, index) => from + index * step),
    values: Float64Array.from(values),
  };
}

function record(pages: readonly (readonly RangeSeries[])[], resource: "cpu" | "memory" = "cpu") {
  const recorder = new NamespaceRecorder("payments", step, () => owners);
  const tails = new SeriesTails(start, step);
  for (const page of pages) recorder.add(resource, page, (series) => tails.values(series));
  return recorder.finish();
}

describe("recording the usage of a namespace", () => {
  test("pools the pods of a workload, also pods that replaced each other", () => {
    const steady = Array.from({ length: 200 }, () => 0.1);
    const later = start + 200 * step;

    const [container] = record([
      [series({ pod: "api-1-a" }, steady), series({ pod: "api-1-b" }, steady, later)],
    ]);

    expect(container?.target).toEqual({
      namespace: "payments",
      kind: "Deployment",
      name: "api",
      container: "api",
    });
    expect(container?.pods).toEqual(["api-1-a", "api-1-b"]);
    expect(container?.newestPod).toBe("api-1-b");
    // The first five minutes of the second pod are its start-up.
    expect(container?.usage.cpu?.distribution.samples).toBe(399);
    expect(container?.usage.cpu?.meanPods).toBeCloseTo(1, 5);
    expect(container?.usage.cpu?.coverage).toBe(1);
    expect(container?.usage.memory).toBeNull();
  });

  test("counts replicas that run at the same time", () => {
    const steady = Array.from({ length: 100 }, () => 0.1);

    const [container] = record([[series({ pod: "api-1-a" }, steady), series({ pod: "api-1-b" }, steady)]]);

    expect(container?.usage.cpu?.meanPods).toBeCloseTo(2, 5);
  });

  test("a hole in the middle lowers the coverage", () => {
    const half = Array.from({ length: 50 }, () => 0.1);

    const [container] = record([
      [series({ pod: "api-1-a" }, half), series({ pod: "api-1-a" }, half, start + 150 * step)],
    ]);

    expect(container?.usage.cpu?.coverage).toBeCloseTo(0.5, 2);
  });

  test("a second agent that exports the same container does not count twice", () => {
    const values = [0.1, 0.2, 0.3];
    const twice = [
      series({ pod: "api-1-a" }, values),
      series({ pod: "api-1-a", job: "cadvisor" }, [9, 9, 9]),
    ];

    const [container] = record([twice]);

    expect(container?.usage.cpu?.distribution).toMatchObject({ samples: 3, max: 0.3 });
  });

  test("series in pages give the same as in one page, in any order of pods", () => {
    const samples = fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(samples, samples, (left, right) => {
        const both = [series({ pod: "api-1-a" }, left), series({ pod: "api-1-b" }, right)];
        const cut = Math.floor(left.length / 2);
        const pages = [
          [series({ pod: "api-1-b" }, right), series({ pod: "api-1-a" }, left.slice(0, cut))],
          [series({ pod: "api-1-a" }, left.slice(cut), start + cut * step)],
        ];

        const [whole] = record([both]);
        const [paged] = record(pages);

        expect(paged?.usage.cpu?.distribution.quantiles).toEqual(whole?.usage.cpu?.distribution.quantiles);
        expect(paged?.usage.cpu?.profile.max).toEqual(whole?.usage.cpu?.profile.max);
      }),
    );
  });

  test("quantiles stay within the stated error of the exact ones", () => {
    const samples = fc.array(fc.double({ min: 1e-4, max: 8, noNaN: true }), {
      minLength: 50,
      maxLength: 500,
    });
    fc.assert(
      fc.property(samples, (values) => {
        const [container] = record([[series({ pod: "api-1-a" }, values)]]);
        const distribution = container?.usage.cpu?.distribution;
        const sorted = [...values].sort((left, right) => left - right);
        const exact = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0;

        expect(distribution?.quantiles.p95).toBeGreaterThanOrEqual(exact * 0.985);
        expect(distribution?.quantiles.p95).toBeLessThanOrEqual(
          (sorted[Math.ceil(0.95 * (sorted.length - 1))] ?? 0) * 1.015,
        );
        expect(distribution?.max).toBe(sorted.at(-1));
      }),
      { numRuns: runs(50) },
    );
  });

  test("infinite, negative and not-a-number samples are no usage", () => {
    const [container] = record([[series({ pod: "api-1-a" }, [0.1, Infinity, -1, 0.2])]]);

    expect(container?.usage.cpu?.distribution).toMatchObject({ samples: 2, max: 0.2 });
  });

  test("memory that climbs from every start to every restart is growth", () => {
    const climb = Array.from({ length: 300 }, (_, index) => 100e6 + index * 1e6);
    const lives = [0, 1, 2].map((life) =>
      series({ pod: "api-1-a", id: `c${life}` }, climb, start + life * 300 * step),
    );

    const [container] = record([lives], "memory");

    expect(container?.growth).toMatchObject({ judged: 3, growing: 3 });
    expect(container?.growth?.bytesPerDay).toBeCloseTo((1e6 * day) / step, -3);
  });

  test("a daily cycle, and a heap that fills and stays, are no growth", () => {
    const cycle = Array.from(
      { length: 4000 },
      (_, index) => 200e6 + 80e6 * Math.sin((index * step * 2 * Math.PI) / day),
    );
    const filled = Array.from({ length: 2000 }, (_, index) => 500e6 * Math.min(1, 0.2 + index / 200));

    expect(record([[series({ pod: "api-1-a" }, cycle)]], "memory")[0]?.growth).toBeNull();
    expect(record([[series({ pod: "api-1-a" }, filled)]], "memory")[0]?.growth).toBeNull();
  });
});
