import type { Estate, Pod, Workload } from "../estate.ts";
import { collectionSeconds, heapAt } from "../memory-demand.ts";
import { type LabelPairs, seriesPrefix } from "./line-writer.ts";
import type { SampleSink } from "./series-sink.ts";
import { timesWithin } from "./state-times.ts";

/** Share of the heap in use in each of G1's regions, and what Micrometer calls them. */
const heapRegions = [
  ["G1 Eden Space", 0.3],
  ["G1 Survivor Space", 0.02],
  ["G1 Old Gen", 0.68],
] as const;

/** What Micrometer exposes of the Java containers of a pod, on the pod's own scrape target. */
export function writeJvm(
  sink: SampleSink,
  estate: Estate,
  workload: Workload,
  pod: Pod,
  allTimes: readonly number[],
): void {
  const times = timesWithin(allTimes, pod.startedAt, pod.stoppedAt);
  for (const { name, memory } of workload.design.containers) {
    if (memory.shape !== "heap") continue;
    const target = targetLabels(estate, workload, pod, name);
    const items = times.map((time) => ({ time, heap: heapAt(memory, time / 1000 - pod.startedAt) }));
    const series = (metric: string, area: string, id: string) =>
      seriesPrefix(metric, [["area", area], ["id", id], ...target]);
    for (const [id, share] of heapRegions) {
      sink.whole(series("jvm_memory_used_bytes", "heap", id), items, (item) => item.heap.used * share);
      sink.whole(
        series("jvm_memory_committed_bytes", "heap", id),
        items,
        (item) => item.heap.committed * share,
      );
      // G1 bounds the old generation by the whole heap and leaves the young regions unbounded (-1).
      const max = id === "G1 Old Gen" ? memory.heapMaxBytes : -1;
      sink.constant(series("jvm_memory_max_bytes", "heap", id), max, times);
    }
    const counted = Math.round(memory.offHeapBytes * 0.5);
    sink.constant(series("jvm_memory_used_bytes", "nonheap", "Metaspace"), counted, times);
    sink.constant(series("jvm_memory_committed_bytes", "nonheap", "Metaspace"), counted, times);
    sink.constant(series("jvm_memory_max_bytes", "nonheap", "Metaspace"), -1, times);
    // Nothing is known of it before the first collection of old objects.
    sink.whole(seriesPrefix("jvm_gc_live_data_size_bytes", target), items, ({ time }) =>
      time / 1000 - pod.startedAt < collectionSeconds ? 0 : memory.liveBytes,
    );
  }
}

function targetLabels(estate: Estate, workload: Workload, pod: Pod, container: string): LabelPairs {
  return [
    ["cluster", estate.cluster ?? ""],
    ["container", container],
    ["endpoint", "http"],
    ["instance", `${pod.ip}:8080`],
    ["job", workload.design.name],
    ["namespace", workload.design.namespace],
    ["pod", pod.name],
    ["service", workload.design.name],
  ];
}
