import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  createPrometheusSource,
  type PrometheusSource,
  parsePrometheusUrl,
} from "../../src/adapters/prometheus/index.ts";
import { instant, runtimes } from "../../src/core/model/index.ts";
import { askHeaps, heapSeries, heapsSeen, type PodHeap, readHeaps } from "../../src/core/telemetry/index.ts";
import { matcher } from "../../src/core/telemetry/promql/selector.ts";
import { startPrometheus } from "../support/prometheus/start-prometheus.ts";
import { importLinesOf } from "../support/victoria-metrics/import-line.ts";
import { startVictoriaMetrics } from "../support/victoria-metrics/start-victoria-metrics.ts";

const tools = inject("tools");
const at = Date.UTC(2026, 10, 20) / 1000;
const mebi = 2 ** 20;

type Sample = readonly [metric: string, labels: string, mebibytes: number];

/** What exporters print, as their documentation shows it; `container` is what a ServiceMonitor adds. */
const samples: readonly Sample[] = [
  // Micrometer with G1, which bounds the old generation by the whole heap and the others not at all.
  ["jvm_memory_max_bytes", 'pod="g1",container="app",area="heap",id="G1 Old Gen"', 512],
  ["jvm_memory_max_bytes", 'pod="g1",container="app",area="heap",id="G1 Eden Space"', -1 / mebi],
  ["jvm_memory_committed_bytes", 'pod="g1",container="app",area="heap",id="G1 Old Gen"', 300],
  ["jvm_memory_committed_bytes", 'pod="g1",container="app",area="heap",id="G1 Eden Space"', 100],
  ["jvm_memory_committed_bytes", 'pod="g1",container="app",area="nonheap",id="Metaspace"', 60],
  ["jvm_memory_used_bytes", 'pod="g1",container="app",area="heap",id="G1 Old Gen"', 200],
  ["jvm_memory_used_bytes", 'pod="g1",container="app",area="nonheap",id="Metaspace"', 55],
  ["jvm_gc_live_data_size_bytes", 'pod="g1",container="app"', 120],
  // The same process once more, by an agent with the old names.
  ["jvm_memory_bytes_committed", 'pod="g1",container="app",area="heap",job="agent"', 400],
  // client_java 1.x: one series for an area, and -1 for what has no bound.
  ["jvm_memory_used_bytes", 'pod="client",container="app",area="heap"', 90],
  ["jvm_memory_committed_bytes", 'pod="client",container="app",area="heap"', 128],
  ["jvm_memory_committed_bytes", 'pod="client",container="app",area="nonheap"', 40],
  ["jvm_memory_max_bytes", 'pod="client",container="app",area="heap"', 256],
  ["jvm_memory_max_bytes", 'pod="client",container="app",area="nonheap"', -1 / mebi],
  ["jvm_memory_pool_collection_used_bytes", 'pod="client",container="app",pool="PS Eden Space"', 0],
  ["jvm_memory_pool_collection_used_bytes", 'pod="client",container="app",pool="PS Survivor Space"', 9],
  ["jvm_memory_pool_collection_used_bytes", 'pod="client",container="app",pool="PS Old Gen"', 70],
  // The same before its first collection of old objects.
  ["jvm_memory_bytes_used", 'pod="young",container="app",area="heap"', 50],
  ["jvm_memory_bytes_committed", 'pod="young",container="app",area="heap"', 64],
  ["jvm_memory_bytes_max", 'pod="young",container="app",area="heap"', 128],
  ["jvm_memory_pool_collection_used_bytes", 'pod="young",container="app",pool="PS Survivor Space"', 5],
  ["jvm_memory_pool_collection_used_bytes", 'pod="young",container="app",pool="PS Old Gen"', 0],
  // OpenTelemetry, with generational ZGC: both generations may take all of it.
  [
    "jvm_memory_used_bytes",
    'pod="otel",container="app",jvm_memory_type="heap",jvm_memory_pool_name="ZGC Old Generation"',
    80,
  ],
  [
    "jvm_memory_committed_bytes",
    'pod="otel",container="app",jvm_memory_type="heap",jvm_memory_pool_name="ZGC Old Generation"',
    100,
  ],
  [
    "jvm_memory_committed_bytes",
    'pod="otel",container="app",jvm_memory_type="heap",jvm_memory_pool_name="ZGC Young Generation"',
    50,
  ],
  [
    "jvm_memory_committed_bytes",
    'pod="otel",container="app",jvm_memory_type="non_heap",jvm_memory_pool_name="Metaspace"',
    30,
  ],
  [
    "jvm_memory_limit_bytes",
    'pod="otel",container="app",jvm_memory_type="heap",jvm_memory_pool_name="ZGC Old Generation"',
    1024,
  ],
  [
    "jvm_memory_limit_bytes",
    'pod="otel",container="app",jvm_memory_type="heap",jvm_memory_pool_name="ZGC Young Generation"',
    1024,
  ],
  [
    "jvm_memory_used_after_last_gc_bytes",
    'pod="otel",container="app",jvm_memory_type="heap",jvm_memory_pool_name="ZGC Old Generation"',
    45,
  ],
  // An exporter that does not know its container, beside a sidecar that is too small to hold the heap.
  ["jvm_memory_used_bytes", 'pod="bare",area="heap",id="Tenured Gen"', 150],
  ["jvm_memory_committed_bytes", 'pod="bare",area="heap",id="Tenured Gen"', 200],
  // The same beside a container that could hold it as well.
  ["jvm_memory_used_bytes", 'pod="twins",area="heap",id="Tenured Gen"', 20],
  ["jvm_memory_committed_bytes", 'pod="twins",area="heap",id="Tenured Gen"', 30],
  ["go_gc_gomemlimit_bytes", 'pod="go",container="app"', 400],
  ["go_memstats_sys_bytes", 'pod="go",container="app"', 200],
  ["go_memstats_heap_released_bytes", 'pod="go",container="app"', 50],
  ["go_gc_gomemlimit_bytes", 'pod="unbound",container="app"', 2 ** 63 / mebi],
  ["go_memstats_sys_bytes", 'pod="unbound",container="app"', 80],
  ["go_memstats_heap_released_bytes", 'pod="unbound",container="app"', 0],
  ["nodejs_heap_size_total_bytes", 'pod="node",container="app"', 120],
  ...(["g1", "client", "young", "otel", "go", "unbound", "node"] as const).map(
    (pod): Sample => ["container_memory_working_set_bytes", `pod="${pod}",container="app"`, 500],
  ),
  ["container_memory_working_set_bytes", 'pod="bare",container="app"', 340],
  ["container_memory_working_set_bytes", 'pod="bare",container="proxy"', 40],
  ["container_memory_working_set_bytes", 'pod="twins",container="left"', 340],
  ["container_memory_working_set_bytes", 'pod="twins",container="right"', 340],
];

const lines = samples.map(([metric, labels, mebibytes]) => {
  const job = labels.includes("job=") ? "" : ',job="app"';
  return `${metric}{namespace="shop",${labels}${job}} ${Math.round(mebibytes * mebi)} ${at}`;
});
const openMetrics = `${[...lines].sort().join("\n")}\n# EOF\n`;

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

async function victoriaMetrics(): Promise<Server> {
  const server = await startVictoriaMetrics();
  await server.importLines(importLinesOf(openMetrics));
  return server;
}

const { prometheus, promtool } = tools;
const servers: readonly (readonly [string, boolean, () => Promise<Server>])[] = [
  ["Prometheus", prometheus === null || promtool === null, () => startPrometheus({ openMetrics })],
  ["VictoriaMetrics", tools["victoria-metrics"] === null, victoriaMetrics],
];

for (const [name, isMissing, start] of servers) {
  describe.skipIf(isMissing)(`heaps as ${name} answers them`, () => {
    let server: Server;
    let source: PrometheusSource;
    let heaps: readonly PodHeap[];
    const here = matcher("namespace", "=~", "shop|other");
    const real = [matcher("container", "!=", ""), matcher("container", "!=", "POD")];

    beforeAll(async () => {
      server = await start();
      const url = parsePrometheusUrl(server.url);
      if (!url.ok) throw new Error(url.error);
      source = createPrometheusSource({ url: url.value });
      heaps = readHeaps(await source.instant(askHeaps(here, real, runtimes), instant(at * 1000 + 30_000)));
    }, 120_000);
    afterAll(async () => {
      await source?.close();
      await server?.stop();
    });

    /** `512 most, 400 taken` in MiB, of what is known. */
    function shown(pod: string): readonly string[] {
      return heaps
        .filter((heap) => heap.pod === pod)
        .map(({ container, runtime, ...heap }) => {
          const known = (["most", "taken", "counted", "beyond", "live"] as const).flatMap((fact) => {
            const value = heap[fact];
            return value === null ? [] : [`${value / mebi} ${fact}`];
          });
          return `${runtime} in ${container ?? "?"}: ${known.join(", ")}`;
        });
    }

    test.each([
      [
        "of Micrometer, scraped by two agents, count once",
        "g1",
        "jvm in app: 512 most, 400 taken, 60 counted, 100 beyond, 120 live",
      ],
      [
        "of client_java are one series for an area",
        "client",
        "jvm in app: 256 most, 128 taken, 40 counted, 372 beyond, 70 live",
      ],
      [
        "by their old names, before a collection of old objects, do not say what lives",
        "young",
        "jvm in app: 128 most, 64 taken, 436 beyond",
      ],
      [
        "of OpenTelemetry with two generations of ZGC have one maximum",
        "otel",
        "jvm in app: 1024 most, 150 taken, 30 counted, 350 beyond, 45 live",
      ],
      [
        "without a container's name are of the one container that can hold them",
        "bare",
        "jvm in app: 200 taken, 140 beyond",
      ],
      [
        "without a container's name, of which two could hold them, are of nobody",
        "twins",
        "jvm in ?: 30 taken",
      ],
      ["of Go have the memory limit", "go", "go in app: 400 most, 150 taken, 350 beyond"],
      ["of Go without a memory limit have none", "unbound", "go in app: 80 taken, 420 beyond"],
      ["of Node have no maximum", "node", "nodejs in app: 120 taken, 380 beyond"],
    ])("%s", (_, pod, expected) => {
      expect(shown(pod)).toEqual([expected]);
    });

    test("show by their series alone, whatever the moment", async () => {
      const day = { from: instant((at - 3600) * 1000), to: instant((at + 3600) * 1000) };
      const seen = heapsSeen(await source.series(heapSeries(here), day));
      const byPod = new Map(seen.map(({ pod, runtime }) => [pod, runtime]));

      expect(Object.fromEntries(byPod)).toEqual({
        g1: "jvm",
        client: "jvm",
        young: "jvm",
        otel: "jvm",
        bare: "jvm",
        twins: "jvm",
        go: "go",
        unbound: "go",
        node: "nodejs",
      });
    });

    test.each(runtimes)("of %s are told the same where nothing else is asked for", async (runtime) => {
      const alone = await source.instant(askHeaps(here, real, [runtime]), instant(at * 1000 + 30_000));

      expect(readHeaps(alone)).toEqual(heaps.filter((heap) => heap.runtime === runtime));
    });

    test("that nobody has are an empty answer", async () => {
      const nowhere = matcher("namespace", "=", "nowhere");

      expect(readHeaps(await source.instant(askHeaps(nowhere, real, runtimes), instant(at * 1000)))).toEqual(
        [],
      );
    });
  });
}
