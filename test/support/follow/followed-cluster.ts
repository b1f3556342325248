import { type ChangeRecord, type Labels, quantity, toNumber } from "../../../src/core/model/index.ts";
import type {
  InstantSample,
  MetricsSource,
  RangeQuery,
  RangeSeries,
} from "../../../src/ports/metrics-source.ts";
import { PortError } from "../../../src/ports/port-error.ts";

/** Two pods of one Deployment, as kube-state-metrics, cAdvisor and a mesh show them. Times are Unix milliseconds. */
export interface FollowedCluster {
  readonly record: ChangeRecord;
  /** When the reconciler applied the change, in how many of its two pods; `null`: never. */
  syncedAt: number | null;
  syncedPods: number;
  /** From when on containers are killed for memory. */
  killsFrom: number | null;
  /** The server does not answer. */
  isAway: boolean;
  /** What latency is multiplied by from the sync on. */
  latency: number;
  /** What was asked so far. */
  readonly asked: string[];
}

export function startCluster(record: ChangeRecord): FollowedCluster {
  return {
    ...{ record, syncedAt: null, syncedPods: 2, killsFrom: null, isAway: false, latency: 1 },
    asked: [],
  };
}

const pods = ["0", "1"];
const tag = "optpass_asked";

/** Answers the questions that are asked after a merge, and throws at any other. */
export function sourceOf(cluster: FollowedCluster): MetricsSource {
  const { namespace, name } = cluster.record.workload;
  const podOf = (index: string): Labels => ({ namespace, pod: `${name}-${index}` });
  const ask = (question: string): void => {
    cluster.asked.push(question);
    if (cluster.isAway) throw new PortError("metrics-source", "unreachable", "Prometheus is away");
  };
  const unknown = (what: string): never => {
    throw new Error(`the cluster was not built to be asked for ${what}`);
  };
  return {
    probe: () => unknown("its product"),
    transport: () => unknown("a transport"),
    raw: () => unknown("raw samples"),
    warnings: () => [],
    cost: () => ({ queries: cluster.asked.length, samples: 0, bytes: 0 }),
    async series(selector) {
      ask(selector);
      const owner = { owner_kind: "ReplicaSet", owner_name: `${name}-rs` };
      return [
        ...pods.map((index) => ({ __name__: "kube_pod_owner", ...podOf(index), ...owner })),
        {
          ...{ __name__: "kube_replicaset_owner", namespace, replicaset: `${name}-rs` },
          ...{ owner_kind: "Deployment", owner_name: name },
        },
      ];
    },
    async labelValues(label) {
      ask(label);
      return ["istio_requests_total"];
    },
    async instant(promql, at): Promise<readonly InstantSample[]> {
      ask(promql);
      const { killsFrom } = cluster;
      if (promql.includes("OOMKilled")) {
        const isKilled = killsFrom !== null && at > killsFrom;
        const labels = { ...podOf("0"), container: name, [tag]: "kills" };
        return isKilled ? [{ labels, value: 1 }] : [];
      }
      return pods.map((index) => ({ labels: { ...podOf(index), [tag]: "measured" }, value: 1 }));
    },
    async *range(query) {
      ask(query.promql);
      yield query.promql.includes("istio") ? [levelOf(cluster, query)] : valuesOf(cluster, query, podOf);
    },
  };
}

function timesOf({ window, stepSeconds }: RangeQuery): Float64Array {
  const count = Math.ceil((window.to - window.from) / 1000 / stepSeconds);
  return Float64Array.from({ length: count }, (_, index) => window.from / 1000 + index * stepSeconds);
}

function valuesOf(
  { record, syncedAt, syncedPods }: FollowedCluster,
  query: RangeQuery,
  podOf: (index: string) => Labels,
): readonly RangeSeries[] {
  const times = timesOf(query);
  return pods.flatMap((index) => [
    { labels: { ...podOf(index), [tag]: "running" }, times, values: times.map(() => 1) },
    ...record.settings.map(({ container, setting, from, to }) => {
      const [bound = "", resource = ""] = setting.split(".");
      const values = times.map((time) => {
        const isNew = syncedAt !== null && time * 1000 >= syncedAt && Number(index) < syncedPods;
        return amountOf(isNew ? to : from);
      });
      return { labels: { ...podOf(index), container, resource, [tag]: bound }, times, values };
    }),
  ]);
}

function amountOf(text: string | null): number {
  return text === null ? Number.NaN : toNumber(quantity(text));
}

/** A day's rhythm with a little noise, the same at each run. */
function levelOf({ syncedAt, latency }: FollowedCluster, query: RangeQuery): RangeSeries {
  const times = timesOf(query);
  const values = times.map((time) => {
    const rhythm = 1 + 0.3 * Math.sin((2 * Math.PI * time) / 86_400);
    const noise = 1 + 0.03 * Math.sin(time * 12.9898) * Math.cos(time / 7919);
    return 0.2 * rhythm * noise * (syncedAt !== null && time * 1000 >= syncedAt ? latency : 1);
  });
  return { labels: {}, times, values };
}
