import { type Duration, formatDuration } from "../../../src/core/model/index.ts";
import type { NamedContainer, OwnerKind } from "./named-container.ts";

// The questions of KRR's default strategy (robusta-dev/krr at d6baa745: strategies/simple.py and
// integrations/prometheus), for a server with a single cluster.

const stepText = "75s";

/** Usage of one container over the given pods, a question a metric. */
export function usageQueries(
  container: NamedContainer,
  pods: readonly string[],
  window: Duration,
): { readonly cpu: string; readonly memory: string; readonly counts: readonly string[] } {
  const labels = `{namespace="${container.namespace}",pod=~"${pods.join("|")}",container="${container.container}"}`;
  const cpu = `container_cpu_usage_seconds_total${labels}`;
  const memory = `container_memory_working_set_bytes${labels}`;
  const subquery = (inner: string) =>
    `max(${inner}) by (container,pod,job)[${formatDuration(window)}:${stepText}]`;
  return {
    cpu: `quantile_over_time(0.95, ${subquery(`rate(${cpu}[${stepText}])`)})`,
    memory: `max_over_time(${subquery(memory)})`,
    counts: [cpu, memory].map((metric) => `count_over_time(${subquery(metric)})`),
  };
}

/** Who stands between a workload and its pods; `null` where nobody does. */
export function controllersQuery(
  container: NamedContainer,
  window: Duration,
): { readonly promql: string; readonly label: string; readonly kind: OwnerKind } | null {
  const metric = middlemen[container.kind];
  if (metric === undefined) return null;
  const labels = `{owner_name="${container.name}",owner_kind="${container.kind}",namespace="${container.namespace}"}`;
  return { ...metric, promql: `${metric.owner}${labels}[${formatDuration(window)}]` };
}

const replicaSets = { owner: "kube_replicaset_owner", label: "replicaset", kind: "ReplicaSet" } as const;

const middlemen: Readonly<
  Record<string, { readonly owner: string; readonly label: string; readonly kind: OwnerKind } | undefined>
> = {
  Deployment: replicaSets,
  Rollout: replicaSets,
  CronJob: { owner: "kube_job_owner", label: "job_name", kind: "Job" },
};

export function podsQuery(
  namespace: string,
  kind: OwnerKind,
  owners: readonly string[],
  window: Duration,
): string {
  const labels = `{owner_name=~"${owners.join("|")}",owner_kind="${kind}",namespace="${namespace}"}`;
  return `last_over_time(kube_pod_owner${labels}[${formatDuration(window)}])`;
}

export function runningQuery(namespace: string, pods: readonly string[]): string {
  return `kube_pod_status_phase{phase="Running",pod=~"${pods.join("|")}",namespace="${namespace}"} == 1`;
}
