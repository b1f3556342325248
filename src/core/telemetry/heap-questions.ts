import { duration, type Instant, instant, type Labels, type Runtime, runtimes } from "../model/index.ts";
import { anyOf, type Matcher, matcher, matcherText, selector } from "./promql/selector.ts";
import { together } from "./together.ts";

// The names of Micrometer and of client_java since 1.0 (`area`; Micrometer adds `id`), of OpenTelemetry (`jvm_memory_type`,
// `jvm_memory_pool_name`, `limit` for `max`), and of client_java before 1.0, which most JMX exporters still run.
const usedHeap = ["jvm_memory_used_bytes", "jvm_memory_bytes_used"];
const committed = ["jvm_memory_committed_bytes", "jvm_memory_bytes_committed"];
const largest = ["jvm_memory_max_bytes", "jvm_memory_bytes_max", "jvm_memory_limit_bytes"];
const afterCollection = [
  "jvm_gc_live_data_size_bytes",
  "jvm_memory_pool_collection_used_bytes",
  "jvm_memory_used_after_last_gc_bytes",
];
const inHeap = [matcher("area", "!=", "nonheap"), matcher("jvm_memory_type", "!=", "non_heap")];
const beyondHeap = [matcher("area", "!=", "heap"), matcher("jvm_memory_type", "!=", "heap")];
const poolLabels = ["id", "pool", "jvm_memory_pool_name"];
// Both generations of ZGC may take the whole heap, and say so.
const countedOnce = poolLabels.map((label) => matcher(label, "!=", "ZGC Young Generation"));
// Right after a collection of young objects nothing is known of the old ones.
const oldPools = poolLabels.map((label) => matcher(label, "!~", ".*(?:Eden|Survivor|Young|nursery).*"));

const runtimeOf: Readonly<Record<string, Runtime>> = {
  ...Object.fromEntries(usedHeap.map((metric) => [metric, "jvm"] as const)),
  go_gc_gomemlimit_bytes: "go",
  go_memstats_sys_bytes: "go",
  nodejs_heap_size_total_bytes: "nodejs",
};

/** A selector of series whose labels tell which pods have a heap of their own. */
export function heapSeries(here: Matcher): string {
  return anyMetric(Object.keys(runtimeOf), [here, ...inHeap]);
}

/** The runtime that a series of `heapSeries` shows. */
export function runtimeIn(labels: Labels): Runtime | null {
  return runtimeOf[labels["__name__"] ?? ""] ?? null;
}

/** The runtimes that some series of `heapSeries` show, each once, always in the same order. */
export function runtimesOf(series: readonly Labels[]): readonly Runtime[] {
  const seen = new Set(series.map(runtimeIn));
  return runtimes.filter((runtime) => seen.has(runtime));
}

const day = duration(1, "d");
// Of four days one, each time at another hour of it.
const everyDays = 4;
const hoursLater = 7;

/**
 * When to look at heaps on a UTC day, for one who has read to `to`: on the last day at its end, and before that now and
 * then; `null` for not at all. A heap is set when its process starts and fills up within hours, so a handful of moments
 * shows it and needs a thousandth of the samples. The same days ask for the same moments.
 */
export function heapMoment(dayNumber: number, to: Instant): Instant | null {
  const start = dayNumber * day;
  if (start + day >= to) return to;
  return dayNumber % everyDays === 0 ? instant(start + duration((dayNumber * hoursLater) % 24, "h")) : null;
}

/**
 * How the heaps of these runtimes are at one moment. Scrapes of one process twice (two agents, two names of a metric)
 * count once. Where the exporter does not name its container, each container of the pod is held against the heap.
 */
export function askHeaps(here: Matcher, isReal: readonly Matcher[], of: readonly Runtime[]): string {
  const working = `max by (${names}) (${selector("container_memory_working_set_bytes", [here, ...isReal])})`;
  const questions = of.map((runtime) => {
    const taken = takenBy[runtime];
    return {
      [`${runtime}.taken`]: taken([here]),
      [`${runtime}.beyond`]: `${working} - on (${names}) ${taken([here])}`,
      [`${runtime}.beyondPod`]: `${working} - on (cluster, namespace, pod) group_left () ${taken([here, matcher("container", "=", "")])}`,
      ...toldBy[runtime](here),
    };
  });
  return together(Object.assign({}, ...questions));
}

/** What a runtime has taken from the system, of which some may have no memory behind it yet. */
const takenBy: Readonly<Record<Runtime, (matchers: readonly Matcher[]) => string>> = {
  jvm: (matchers) => sumOfProcess(`${anyMetric(committed, [...matchers, ...inHeap])} > 0`),
  go: (matchers) =>
    sumOfProcess(
      `${selector("go_memstats_sys_bytes", matchers)} - ${selector("go_memstats_heap_released_bytes", matchers)}`,
    ),
  nodejs: (matchers) => sumOfProcess(selector("nodejs_heap_size_total_bytes", matchers)),
};

/** What a runtime tells besides. */
const toldBy: Readonly<Record<Runtime, (here: Matcher) => Readonly<Record<string, string>>>> = {
  jvm: (here) => ({
    "jvm.counted": sumOfProcess(`${anyMetric(committed, [here, ...beyondHeap])} > 0`),
    "jvm.live": sumOfProcess(`${anyMetric(afterCollection, [here, ...oldPools])} > 0`),
    // An unbounded pool says -1, and G1 bounds one of its pools by the whole heap.
    "jvm.most": sumOfProcess(`${anyMetric(largest, [here, ...inHeap, ...countedOnce])} > 0`),
  }),
  // Without a limit it is the largest integer there is.
  go: (here) => ({ "go.most": sumOfProcess(`${selector("go_gc_gomemlimit_bytes", [here])} < 2 ^ 60`) }),
  nodejs: () => ({}),
};

const names = "cluster, namespace, pod, container";
const scraped = `${names}, job, instance, __name__`;

/** Adds up the pools of each process; of several scrapes of a pool, and of several sums in a container, the highest counts. */
function sumOfProcess(pools: string): string {
  const pool = [scraped, "area", "jvm_memory_type", ...poolLabels].join(", ");
  return `max by (${names}) (sum by (${scraped}) (max by (${pool}) (${pools})))`;
}

function anyMetric(metrics: readonly string[], matchers: readonly Matcher[]): string {
  return `{${[matcher("__name__", "=~", anyOf(metrics)), ...matchers].map(matcherText).join(",")}}`;
}
