import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createPrometheusSource, parsePrometheusUrl } from "../../src/adapters/prometheus/index.ts";
import { openHistoryStore } from "../../src/adapters/store/index.ts";
import { gatherTelemetry } from "../../src/app/gather-telemetry.ts";
import {
  containerKey,
  type Duration,
  duration,
  type Evidence,
  instant,
  windowEndingAt,
} from "../../src/core/model/index.ts";
import type { Telemetry } from "../../src/core/telemetry/index.ts";
import type { Transport } from "../../src/ports/metrics-source.ts";
import { type RunningPrometheus, startPrometheus } from "../support/prometheus/start-prometheus.ts";
import { type Sample, troubledCluster } from "./history-store-passes.data.ts";

const { prometheus, promtool } = inject("tools");

const minute = 60;
const hour = 3600;
const day = 86_400;
const start = 20_500 * day;
const end = start + 6 * day;

// When the early server was asked for the first time, it had seen nothing later, and some of what came before was late.
const firstPass = start + 3 * day + 7 * hour;
const samples = troubledCluster(start, end);
const isKnownEarly = ({ time, labels }: Sample): boolean =>
  time < firstPass && !(labels.includes("late-") && time >= firstPass - 4 * minute);

describe.skipIf(prometheus === null || promtool === null)("passes with a store", () => {
  let early: RunningPrometheus;
  let server: RunningPrometheus;
  let folder: string;

  beforeAll(async () => {
    [early, server] = await Promise.all([
      startPrometheus({ openMetrics: textOf(samples.filter(isKnownEarly)) }),
      startPrometheus({ openMetrics: textOf(samples) }),
    ]);
    folder = await mkdtemp(join(tmpdir(), "optpass-passes-"));
  }, 300_000);

  afterAll(async () => {
    await Promise.all([early?.stop(), server?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  interface Wanted {
    readonly directory?: string;
    readonly from?: RunningPrometheus;
    readonly transport?: Transport;
    readonly length?: Duration;
    readonly now?: number;
  }

  async function pass(at: number, wanted: Wanted = {}): Promise<Telemetry> {
    const url = parsePrometheusUrl((wanted.from ?? server).url);
    if (!url.ok) throw new Error(url.error);
    const source = createPrometheusSource({ url: url.value });
    const { directory, transport, length = duration(3, "d"), now = at } = wanted;
    if (directory !== undefined) await mkdir(join(folder, directory), { recursive: true });
    const store = directory === undefined ? null : await openHistoryStore(join(folder, directory));
    try {
      const chosen = transport === undefined ? source : { ...source, transport: async () => transport };
      return await gatherTelemetry(chosen, instant(now * 1000), {
        window: windowEndingAt(instant(at * 1000), length),
        wantsNamespace: () => true,
        matchers: [],
        progress: () => {},
        folder: store && { store, source: "the server" },
      });
    } finally {
      await store?.close();
      await source.close();
    }
  }

  const moments = [
    firstPass,
    firstPass + hour,
    // In the middle of the outage, and when it is over.
    start + 3 * day + 14 * hour,
    start + 3 * day + 17 * hour,
    // Around midnight.
    start + 4 * day - 5 * minute,
    start + 4 * day,
    start + 4 * day + 5 * minute,
    // While containers start again.
    start + 4 * day + 9 * hour,
    start + 5 * day + 9 * hour,
    end - 2 * hour,
  ];

  test.each([undefined, "range"] as const)(
    "come to what one pass over everything comes to (transport %s)",
    async (transport) => {
      const directory = `exact-${transport}`;
      const chosen = transport === undefined ? {} : { transport };
      for (const [index, at] of moments.entries()) {
        const from = index === 0 ? early : server;
        const { notices } = await pass(at, { directory, from, ...chosen });
        expect(notices).toEqual([]);
      }

      const resumed = await pass(end, { directory, ...chosen });
      const whole = await pass(end, chosen);

      expect(resumed.notices).toEqual([]);
      expect(resumed.evidence.map(comparable)).toEqual(whole.evidence.map(comparable));
      expect(largestDifference(meansOf(resumed), meansOf(whole))).toBeLessThan(1e-5);
      // It is a cluster with all that was promised.
      expect(resumed.evidence.length).toBe(9);
      expect(classesOf(resumed)).toEqual([
        ["64 cores", "m5.large"],
        ["64 cores", "m5.large"],
        ["16 cores", "m5.large"],
      ]);
      expect(resumed.cost.samples).toBeLessThan(whole.cost.samples / 20);
    },
  );

  test("at the same moment read nothing twice", async () => {
    const first = await pass(end, { directory: "twice" });
    const second = await pass(end, { directory: "twice" });

    expect(second.evidence.map(comparable)).toEqual(first.evidence.map(comparable));
    expect(second.cost.samples).toBeLessThan(first.cost.samples / 50);
  });

  test("over a longer window read everything anew, and say so; a shorter one after it does not", async () => {
    const directory = "longer";
    await pass(end - hour, { directory });

    const longer = await pass(end, { directory, length: duration(5, "d") });
    const shorter = await pass(end, { directory });
    const again = await pass(end, { directory, length: duration(5, "d") });

    expect(longer.notices).toEqual(["The history of 2 namespaces was read anew: the window grew."]);
    expect(shorter.notices).toEqual([]);
    expect(again.notices).toEqual([]);
    expect(again.cost.samples).toBeLessThan(longer.cost.samples / 20);
    expect(again.evidence.map(comparable)).toEqual(longer.evidence.map(comparable));
    expect(shorter.evidence.map(comparable)).toEqual((await pass(end)).evidence.map(comparable));
  });

  test("over the past leave alone what was kept of the present", async () => {
    const directory = "past";
    await pass(end, { directory });

    const past = await pass(end - day, { directory, now: end });
    const present = await pass(end, { directory });

    expect(past.evidence.map(comparable)).toEqual((await pass(end - day)).evidence.map(comparable));
    expect(present.cost.samples).toBeLessThan(past.cost.samples / 20);
  });

  test("in another form of usage do not mix both", async () => {
    const directory = "form";
    await pass(end - hour, { directory });

    const stepped = await pass(end, { directory, transport: "range" });

    expect(stepped.notices).toEqual([
      "The history of 2 namespaces was read anew: the source hands out usage in another form now.",
    ]);
    expect(stepped.evidence.every(({ resolution }) => resolution === "five-minutes")).toBe(true);
  });

  test("take a pod to where it belongs, once that is known", async () => {
    const directory = "owners";
    // Its owner is known half an hour after its first sample; until then its name says DaemonSet.
    const before = await pass(start + 4 * day + 10 * hour + 20 * minute, { directory });
    const after = await pass(start + 4 * day + 12 * hour, { directory });
    const whole = await pass(start + 4 * day + 12 * hour);

    expect(keysOf(before)).toContain("/shop/DaemonSet/import/import");
    expect(keysOf(after)).not.toContain("/shop/DaemonSet/import/import");
    expect(after.notices).toEqual([
      "The history of 1 namespace was read anew: the owner of a pod became known only later.",
    ]);
    expect(after.evidence.map(comparable)).toEqual(whole.evidence.map(comparable));
  });
});

/** Of the DaemonSet, on each day. */
function classesOf({ evidence }: Telemetry): readonly (readonly (string | null)[])[] {
  const agent = evidence.find(({ target }) => target.kind === "DaemonSet");
  return agent?.usage.cpu?.days.map(({ classes }) => classes.map(({ name }) => name)) ?? [];
}

function keysOf({ evidence }: Telemetry): readonly string[] {
  return evidence.map(({ target }) => containerKey(target));
}

/** What must be the same to nine digits: everything but means of charts, which are kept in single precision. */
function comparable(evidence: Evidence): unknown {
  const text = JSON.stringify(evidence, (key: string, value: unknown) => {
    if (key === "mean" && Array.isArray(value)) return undefined;
    if (typeof value === "bigint") return String(value);
    if (value instanceof Float64Array) return [...value];
    return typeof value === "number" ? Number(value.toPrecision(9)) : value;
  });
  return JSON.parse(text);
}

function meansOf({ evidence }: Telemetry): readonly (number | null)[] {
  return evidence.flatMap(({ usage }) => [
    ...(usage.cpu?.profile.mean ?? []),
    ...(usage.memory?.profile.mean ?? []),
  ]);
}

function largestDifference(left: readonly (number | null)[], right: readonly (number | null)[]): number {
  expect(left.length).toBe(right.length);
  return left.reduce<number>((most, one, index) => {
    const other = right[index] ?? null;
    if (one === null || other === null) return one === other ? most : Infinity;
    return Math.max(most, Math.abs(one - other) / Math.max(one, other, 1e-9));
  }, 0);
}

/** One metric after the other, as the format wants it. */
function textOf(all: readonly Sample[]): string {
  const lines = new Map<string, string[]>();
  for (const { metric, labels, time, value } of all) {
    const known = lines.get(metric) ?? [];
    known.push(`${metric}${labels} ${value} ${time}\n`);
    lines.set(metric, known);
  }
  return [...lines.values()].map((ofMetric) => ofMetric.join("")).join("");
}
