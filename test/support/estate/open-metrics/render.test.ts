import { describe, expect, test } from "vitest";
import { shopEstate } from "../shop/shop-estate.ts";
import { renderOpenMetrics, stretches } from "./render.ts";

interface Line {
  readonly series: string;
  readonly value: number;
  readonly time: number;
}

function parse(text: string): readonly Line[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const match = /^(.*\}) (\S+) (\S+)$/.exec(line);
      if (match === null) throw new Error(`not a sample: ${line}`);
      return { series: match[1] ?? "", value: Number(match[2]), time: Number(match[3]) };
    });
}

// Three days, scraped seldom, are a few hundred thousand lines.
const estate = shopEstate({ days: 3, scrapeSeconds: 600 });
const text = [...renderOpenMetrics(estate)].join("");
const lines = parse(text);
const matching = (...parts: readonly string[]) =>
  lines.filter((line) => parts.every((part) => line.series.includes(part)));

describe("the text of an estate", () => {
  test("is the same bytes each time it is rendered, and other bytes for another seed", () => {
    const render = (seed: number) => [
      ...renderOpenMetrics(shopEstate({ days: 1, scrapeSeconds: 600, seed })),
    ];
    // Compared outside of `expect`, which would print megabytes.
    const [first, again, other] = [render(1), render(1), render(2)].map((chunks) => chunks.join(""));
    expect(first === again).toBe(true);
    expect(first === other).toBe(false);
  });

  test("ends with one end mark", () => {
    expect(text.endsWith("\n# EOF\n")).toBe(true);
    expect(text.indexOf("# EOF")).toBe(text.length - 6);
  });

  test("has each series in order of time, within the estate's time, and no sample twice", () => {
    const last = new Map<string, number>();
    const offenders = lines.filter(({ series, time }) => {
      const previous = last.get(series) ?? estate.start - 1;
      last.set(series, time);
      return time <= previous || time >= estate.end;
    });
    expect(last.size).toBeGreaterThan(1000);
    expect(offenders).toEqual([]);
  });

  test("has counters that never fall within a series", () => {
    const last = new Map<string, number>();
    const counters = matching("_total{");
    const offenders = counters.filter(({ series, value }) => {
      const previous = last.get(series) ?? 0;
      last.set(series, value);
      return value < previous;
    });
    expect(counters.length).toBeGreaterThan(10_000);
    expect(offenders).toEqual([]);
  });

  test("gives a container that was killed a new id and counters from zero, and the pod's cgroup neither", () => {
    const pod = 'pod="statements-';
    const restarts = matching("kube_pod_container_status_restarts_total", pod);
    const killed = restarts.find((line) => line.value === 1);
    const name = /pod="[^"]+"/.exec(killed?.series ?? "")?.[0] ?? "nothing was killed";
    const lives = new Set(
      matching("container_cpu_usage", name, 'container="statements"').map((line) => line.series),
    );
    const cgroups = matching("container_cpu_usage", name).filter(({ series }) => !series.includes("image="));

    expect(lives.size).toBeGreaterThanOrEqual(2);
    expect(new Set(cgroups.map((line) => line.series)).size).toBe(1);
    expect(matching("last_terminated_reason", name, 'reason="OOMKilled"').length).toBeGreaterThan(0);
  });

  test("has throttling only of containers with a CPU limit", () => {
    expect(matching("cfs_throttled", 'container="images"').length).toBeGreaterThan(0);
    expect(matching("cfs_throttled", 'container="cart"')).toEqual([]);
  });

  test("shows a bare pod with no owner, and pod owners as container kube-state-metrics", () => {
    const [shell] = matching("kube_pod_owner", 'pod="debug-shell"');
    expect(shell?.series).not.toContain("owner_kind");
    expect(shell?.series).toContain('container="kube-state-metrics"');
  });

  test("puts a cluster label on every series where it is one of several", () => {
    const clustered = [
      ...renderOpenMetrics(shopEstate({ days: 0.1, scrapeSeconds: 600, cluster: "eu-1" })),
    ].join("");
    expect(parse(clustered).every((line) => line.series.includes('cluster="eu-1"'))).toBe(true);
  });

  test("in usage detail holds only CPU and working set of containers besides state", () => {
    const usage = shopEstate({ days: 0.2, scrapeSeconds: 300, detail: "usage" });
    const names = new Set(
      parse([...renderOpenMetrics(usage)].join("")).map((line) => line.series.split("{")[0]),
    );
    expect([...names].filter((name) => name?.startsWith("container_")).sort()).toEqual([
      "container_cpu_usage_seconds_total",
      "container_memory_working_set_bytes",
    ]);
  });
});

test("time is cut at multiples of the block length, and nothing is lost", () => {
  const six = 6 * 3600;
  const cuts = stretches(estate, six);
  expect(cuts[0]?.from).toBe(estate.start);
  expect(cuts.at(-1)?.to).toBe(estate.end);
  cuts.slice(1).forEach((cut, i) => {
    expect(cut.from).toBe(cuts[i]?.to);
    expect(cut.from % six).toBe(0);
  });
});
