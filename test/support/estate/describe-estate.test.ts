import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "../../../src/core/model/index.ts";
import { runs } from "../properties/sweep.ts";
import { describeEstate } from "./describe-estate.ts";
import { characters } from "./design.ts";
import type { Workload } from "./estate.ts";
import { generateDesigns } from "./generated/generated-designs.ts";
import { replicasAt } from "./replica-steps.ts";
import { shopDesigns, shopEnd, shopEstate } from "./shop/shop-estate.ts";

function workload(estate: ReturnType<typeof shopEstate>, namespace: string, name: string): Workload {
  const found = estate.workloads.find(({ design }) => design.namespace === namespace && design.name === name);
  if (found === undefined) throw new Error(`no ${namespace}/${name}`);
  return found;
}

test("the same designs, seed and options give the same estate; another seed gives other pods", () => {
  expect(shopEstate({ seed: 7 })).toEqual(shopEstate({ seed: 7 }));
  expect(shopEstate({ seed: 8 })).not.toEqual(shopEstate({ seed: 7 }));
});

test("leaving a workload out leaves the pods of the others as they were", () => {
  const without = describeEstate(shopDesigns.slice(1), { end: shopEnd });
  expect(without.workloads).toEqual(shopEstate().workloads.slice(1));
});

describe("the shop", () => {
  const estate = shopEstate();

  test("has every character and every kind that owns pods", () => {
    expect(new Set(shopDesigns.map((design) => design.character))).toEqual(new Set(characters));
    expect(new Set(shopDesigns.map((design) => design.kind))).toEqual(
      new Set(["Deployment", "StatefulSet", "DaemonSet", "Rollout", "CronJob", "Job", "Pod"]),
    );
  });

  test("a Deployment's pods are replaced every few days, each time by a new ReplicaSet", () => {
    const api = workload(estate, "payments", "api");
    const owners = new Set(api.pods.map((pod) => pod.owner?.name));
    expect(owners.size).toBeGreaterThanOrEqual(3);
    expect(api.pods.length).toBe(2 * owners.size);
    for (const pod of api.pods) {
      expect(pod.name).toMatch(/^api-[bcdfghjklmnpqrstvwxz2456789]{10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      expect(pod.name.startsWith(`${pod.owner?.name}-`)).toBe(true);
    }
  });

  test("a StatefulSet's pods keep their names and change their identity", () => {
    const ledger = workload(estate, "payments", "ledger");
    expect(new Set(ledger.pods.map((pod) => pod.name))).toEqual(new Set(["ledger-0", "ledger-1"]));
    expect(new Set(ledger.pods.map((pod) => pod.uid)).size).toBe(ledger.pods.length);
  });

  test("a DaemonSet has one pod on every node at the end", () => {
    const alive = workload(estate, "platform", "agent").pods.filter((pod) => pod.stoppedAt > estate.end);
    expect(alive.map((pod) => pod.node.name).sort()).toEqual(["node-1", "node-2", "node-3"]);
  });

  test("a nightly CronJob has one Job and one pod a night", () => {
    const report = workload(estate, "batch", "report");
    const inside = report.pods.filter((pod) => pod.startedAt > estate.start);
    expect(inside.length).toBe(14);
    for (const pod of inside) {
      expect(new Date(pod.createdAt * 1000).toISOString()).toMatch(/T02:00:00/);
      expect(pod.owner).toEqual({ kind: "Job", name: `report-${pod.createdAt / 60}` });
    }
  });

  test("a young workload has no pod before its birth", () => {
    const fraud = workload(estate, "payments", "fraud");
    expect(Math.min(...fraud.pods.map((pod) => pod.createdAt))).toBe(estate.end - 30 * 3600);
  });

  test("an autoscaled workload has most replicas near its daily peak", () => {
    const { replicas } = workload(estate, "shop-production", "gateway");
    const monday = Date.UTC(2026, 1, 23) / 1000;
    expect(replicasAt(replicas, monday + 15 * 3600)).toBe(6);
    expect(replicasAt(replicas, monday + 3 * 3600)).toBeLessThanOrEqual(3);
  });
});

test("at any time at least the wanted replicas of any generated workload run, and never twice as many", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0.1, max: 0.99, noNaN: true }),
      (seed, share) => {
        const designs = generateDesigns({ workloads: 12, containers: 40, seed, rolloutDays: 2 });
        const estate = describeEstate(designs, { end: instant(Date.UTC(2026, 0, 1)), days: 6, seed });
        const at = estate.start + Math.floor(share * (estate.end - estate.start));
        for (const { design, replicas, pods } of estate.workloads) {
          // Others are down for a moment while they are replaced, and a new replica takes a moment to start.
          if (design.kind !== "Deployment" && design.kind !== "Rollout") continue;
          const wanted = replicasAt(replicas, at);
          const running = pods.filter((pod) => pod.createdAt <= at && at < pod.stoppedAt).length;
          expect(running).toBeGreaterThanOrEqual(wanted);
          expect(running).toBeLessThanOrEqual(2 * wanted);
        }
      },
    ),
    { numRuns: runs(40) },
  );
});

test("a generated estate has about the containers asked for", () => {
  const designs = generateDesigns({ workloads: 200, containers: 1000, seed: 1, rolloutDays: 2 });
  const containers = designs
    .filter((design) => design.kind !== "CronJob")
    .reduce((sum, design) => sum + (design.replicas ?? 1) * design.containers.length, 0);
  const autoscaled = designs.filter((design) => design.autoscaler !== undefined).length;
  expect(autoscaled).toBeGreaterThan(5);
  expect(containers).toBeGreaterThan(800);
  expect(containers).toBeLessThan(1050);
});

test("an estate of no days is refused", () => {
  expect(() => shopEstate({ days: 0 })).toThrow("days must be more than zero, not 0");
});
