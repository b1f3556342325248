// A small cluster in which everything happens that makes reading on from an earlier pass hard: restarts, counters that
// begin again, pods that are replaced, holes, another scrape interval, two agents that export the same, nodes that go.

export interface Sample {
  readonly metric: string;
  /** As in a selector, braces included. */
  readonly labels: string;
  /** Unix seconds. */
  readonly time: number;
  readonly value: number;
}

const minute = 60;
const hour = 3600;
const day = 86_400;

interface Life {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly cores: number;
  /** Bytes at a number of seconds after the life began. */
  readonly bytes: (age: number) => number;
  readonly job?: string;
  /** Seconds after the life began at which its counter falls to zero. */
  readonly resetAt?: number;
}

interface Owner {
  readonly namespace: string;
  readonly pod: string;
  readonly kind: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const steady = (bytes: number) => (age: number) => bytes * (1 + 0.02 * Math.sin(age / hour));

export function troubledCluster(start: number, end: number): readonly Sample[] {
  const rollout = start + 4 * day + 8 * hour;
  const lives: readonly Life[] = [
    ...replicas("payments", "api", ["5d8c7b-bbbbb", "5d8c7b-ccccc"], start, rollout, 0.3),
    ...replicas("payments", "api", ["7f9d8c-bcbcb", "7f9d8c-cbcbc"], rollout, end, 0.4),
    ...restarts("payments", "worker-0", "worker", start, end, 9 * hour - 10, 0.5, steady(400e6)),
    { ...replica("payments", "reset", "6c9d4f-ddddd", start, end, 0.2), resetAt: 3 * day + 30 * hour },
    ...replicas("payments", "late", ["6b8f5c-zzzzz"], start, end, 0.1),
    ...replicas("payments", "leader", ["8d7c6b-fffff", "8d7c6b-ggggg"], start, end, 0.1),
    replica("payments", "leader", "8d7c6b-hhhhh", start, end, 0.9),
    ...restarts("shop", "web-0", "web", start, end, 20 * hour, 0.2, (age) => 100e6 + age * 4000),
    ...replicas("shop", "dup", ["9f8d7c-jjjjj"], start, end, 0.25),
    { ...replica("shop", "dup", "9f8d7c-jjjjj", start, end, 0.25), job: "cadvisor" },
    importing(start),
    ...agents(start, rollout, end),
  ];
  const owners: readonly Owner[] = [
    ...owned("payments", "api", "api-5d8c7b", ["api-5d8c7b-bbbbb", "api-5d8c7b-ccccc"], start, rollout),
    ...owned("payments", "api", "api-7f9d8c", ["api-7f9d8c-bcbcb", "api-7f9d8c-cbcbc"], rollout, end),
    ...owned("payments", "reset", "reset-6c9d4f", ["reset-6c9d4f-ddddd"], start, end),
    ...owned("payments", "late", "late-6b8f5c", ["late-6b8f5c-zzzzz"], start, end),
    ...owned("shop", "dup", "dup-9f8d7c", ["dup-9f8d7c-jjjjj"], start, end),
    ...owned(
      "payments",
      "leader",
      "leader-8d7c6b",
      ["leader-8d7c6b-fffff", "leader-8d7c6b-ggggg", "leader-8d7c6b-hhhhh"],
      start,
      end,
    ),
    { namespace: "payments", pod: "worker-0", kind: "StatefulSet", name: "worker", from: start, to: end },
    { namespace: "shop", pod: "web-0", kind: "StatefulSet", name: "web", from: start, to: end },
    // Half an hour after its first sample.
    { ...importing(start), kind: "Job", name: "import", from: importing(start).from + 30 * minute },
    ...agents(start, rollout, end).map((agent) => ({ ...agent, kind: "DaemonSet", name: "agent" })),
  ];
  return [
    ...lives.flatMap((life) => usageOf(life, start)),
    ...owners.flatMap(ownersOf),
    ...workerState(start, end),
    ...apiState(start, end),
    ...nodes(start, rollout, end),
  ];
}

/** A DaemonSet that works more on larger nodes; one of them is replaced. */
function agents(start: number, rollout: number, end: number): readonly Life[] {
  return [
    replica("shop", "agent", "small", start, end, 0.05),
    replica("shop", "agent", "large", start, rollout, 0.6),
    replica("shop", "agent", "later", rollout + 5 * minute, end, 0.2),
  ];
}

/** The name of the node that goes is given to a smaller one a little later. */
function nodes(start: number, rollout: number, end: number): readonly Sample[] {
  const type = "label_node_kubernetes_io_instance_type";
  const placed = (pod: string, node: string, from: number, to: number): readonly Sample[] =>
    everyMinute(from, to).map((time) => ({
      metric: "kube_pod_info",
      labels: `{namespace="shop",pod="${pod}",node="${node}",created_by_kind="DaemonSet"}`,
      time,
      value: 1,
    }));
  const sized = (node: string, cores: number, from: number, to: number): readonly Sample[] =>
    everyMinute(from, to).map((time) => ({
      metric: "kube_node_status_capacity",
      labels: `{node="${node}",resource="cpu"}`,
      time,
      value: cores,
    }));
  return [
    ...placed("agent-small", "one", start, end),
    ...placed("agent-large", "two", start, rollout),
    ...placed("agent-later", "two", rollout + 5 * minute, end),
    ...everyMinute(start, end).map((time) => ({
      metric: "kube_node_labels",
      labels: `{node="one",${type}="m5.large"}`,
      time,
      value: 1,
    })),
    ...sized("two", 64, start, rollout),
    ...sized("two", 16, rollout + 5 * minute, end),
  ];
}

function importing(start: number): Life {
  const from = start + 4 * day + 10 * hour;
  const pod = "import-bcdfg";
  const id = "/import";
  const life = { namespace: "shop", pod, container: "import", id, from, to: from + 90 * minute };
  return { ...life, cores: 1.5, bytes: steady(900e6) };
}

function replica(
  namespace: string,
  name: string,
  suffix: string,
  from: number,
  to: number,
  cores: number,
): Life {
  const pod = `${name}-${suffix}`;
  return { namespace, pod, container: name, id: `/${pod}`, from, to, cores, bytes: steady(300e6) };
}

function replicas(
  namespace: string,
  name: string,
  suffixes: readonly string[],
  from: number,
  to: number,
  cores: number,
): readonly Life[] {
  return suffixes.map((suffix) => replica(namespace, name, suffix, from, to, cores));
}

/** One pod whose container is started again from time to time, each time in a new cgroup. */
function restarts(
  namespace: string,
  pod: string,
  container: string,
  from: number,
  to: number,
  every: number,
  cores: number,
  bytes: (age: number) => number,
): readonly Life[] {
  return Array.from({ length: Math.ceil((to - from) / every) }, (_, index) => {
    const began = from + index * every;
    const id = `/${pod}/${index}`;
    return { namespace, pod, container, id, from: began, to: Math.min(to, began + every - 20), cores, bytes };
  });
}

function owned(
  namespace: string,
  name: string,
  replicaSet: string,
  pods: readonly string[],
  from: number,
  to: number,
): readonly Owner[] {
  return [
    ...pods.map((pod) => ({ namespace, pod, kind: "ReplicaSet", name: replicaSet, from, to })),
    { namespace, pod: replicaSet, kind: "Deployment", name, from, to },
  ];
}

/** When containers are scraped: from the fifth day on half as often, and not at all in two outages. */
function scrapes(from: number, to: number, start: number, offset: number): readonly number[] {
  const slower = start + 4 * day + 3 * hour;
  const outages = [
    [start + day + 2 * hour, start + day + 4 * hour],
    [start + 3 * day + 13 * hour, start + 3 * day + 16 * hour],
  ] as const;
  const times: number[] = [];
  for (let time = Math.ceil(from / 30) * 30 + offset; time < to; time += time < slower ? 30 : 60)
    if (!outages.some(([begins, ends]) => time >= begins && time < ends)) times.push(time);
  return times;
}

function usageOf(life: Life, start: number): readonly Sample[] {
  const { namespace, pod, container, id, from, job = "kubelet", resetAt = Infinity } = life;
  const labels = `{namespace="${namespace}",pod="${pod}",container="${container}",id="${id}",job="${job}"}`;
  const offset = (id.length * 7) % 29;
  let seconds = 0;
  let before = from;
  return scrapes(from, life.to, start, offset).flatMap((time) => {
    const age = time - from;
    const isReset = before - from < resetAt && age >= resetAt;
    const rate = life.cores * (age < 4 * minute ? 3 : 1 + 0.4 * Math.sin(time / 5000) + noise(time, id));
    seconds = (isReset ? 0 : seconds) + rate * (time - before);
    before = time;
    const cpu = Math.round(seconds * 1000) / 1000;
    return [
      { metric: "container_cpu_usage_seconds_total", labels, time, value: cpu },
      {
        metric: "container_memory_working_set_bytes",
        labels,
        time,
        value: Math.round(life.bytes(age)),
      },
    ];
  });
}

function noise(time: number, id: string): number {
  return (Math.imul(time ^ (id.length * 2654435761), 1597334677) >>> 24) / 512;
}

function ownersOf({ namespace, pod, kind, name, from, to }: Owner): readonly Sample[] {
  const isReplicaSet = kind === "Deployment";
  const metric = isReplicaSet ? "kube_replicaset_owner" : "kube_pod_owner";
  const owned = isReplicaSet ? "replicaset" : "pod";
  const labels = `{namespace="${namespace}",${owned}="${pod}",owner_kind="${kind}",owner_name="${name}"}`;
  return everyMinute(from, to).map((time) => ({ metric, labels, time, value: 1 }));
}

function everyMinute(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / minute) }, (_, index) => from + index * minute);
}

/** The worker is throttled, started again, and killed in one of its lives. */
function workerState(start: number, end: number): readonly Sample[] {
  const every = 9 * hour - 10;
  const here = 'namespace="payments",pod="worker-0",container="worker"';
  return everyMinute(start, end).flatMap((time) => {
    const life = Math.floor((time - start) / every);
    const periods = Math.floor((time - start - life * every) * 10);
    const cfs = `{${here},id="/worker-0/${life}",job="kubelet"}`;
    const wasKilled = life === 11 || life === 12;
    return [
      { metric: "kube_pod_container_status_restarts_total", labels: `{${here}}`, time, value: life },
      { metric: "container_cpu_cfs_periods_total", labels: cfs, time, value: periods },
      {
        metric: "container_cpu_cfs_throttled_periods_total",
        labels: cfs,
        time,
        value: Math.floor(periods * 0.2),
      },
      ...(wasKilled
        ? [
            {
              metric: "kube_pod_container_status_last_terminated_reason",
              labels: `{${here},reason="OOMKilled"}`,
              time,
              value: 1,
            },
          ]
        : []),
      ...settingsOf(here, time),
    ];
  });
}

/** Of what runs at the end; the pods before it ran a Java program. */
function apiState(start: number, end: number): readonly Sample[] {
  const [before, after] = ["api-5d8c7b-bbbbb", "api-7f9d8c-bcbcb"].map(
    (pod) => `namespace="payments",pod="${pod}",container="api"`,
  );
  const rollout = start + 4 * day + 8 * hour;
  return everyMinute(start, end).flatMap((time) =>
    time < rollout
      ? [{ metric: "jvm_memory_used_bytes", labels: `{${before},area="heap"}`, time, value: 1e8 }]
      : settingsOf(after ?? "", time),
  );
}

function settingsOf(here: string, time: number): readonly Sample[] {
  return [
    ["requests", "cpu", 0.5],
    ["requests", "memory", 2 ** 29],
    ["limits", "memory", 2 ** 30],
  ].map(([bound, resource, value]) => ({
    metric: `kube_pod_container_resource_${bound}`,
    labels: `{${here},resource="${resource}"}`,
    time,
    value: Number(value),
  }));
}
