/** A thing in a cluster that owns pods: what `kubectl get KIND/NAME -n NAMESPACE` shows. */
export interface WorkloadRef {
  /** Value of the `cluster` label where the metrics source holds several clusters. */
  readonly cluster?: string;
  readonly namespace: string;
  readonly kind: WorkloadKind;
  readonly name: string;
}

/** One container of a workload: the target of resource settings. */
export interface ContainerRef extends WorkloadRef {
  readonly container: string;
}

export const workloadKinds = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "CronJob",
  "Job",
  "Rollout",
  "ReplicaSet",
  "Pod",
] as const;

export type WorkloadKind = (typeof workloadKinds)[number];

export function isWorkloadKind(text: string): text is WorkloadKind {
  return (workloadKinds as readonly string[]).includes(text);
}

/** Injective text form, usable as a map key: `cluster/namespace/Kind/name`. */
export function workloadKey(ref: WorkloadRef): string {
  return `${ref.cluster ?? ""}/${ref.namespace}/${ref.kind}/${ref.name}`;
}

/** Injective text form of a container, usable as a map key. */
export function containerKey(ref: ContainerRef): string {
  return `${workloadKey(ref)}/${ref.container}`;
}

/** For people: `payments/api` or `payments/CronJob/report` when it is not a Deployment. */
export function describeWorkload(ref: WorkloadRef): string {
  const kind = ref.kind === "Deployment" ? "" : `${ref.kind}/`;
  const cluster = ref.cluster === undefined ? "" : `${ref.cluster}:`;
  return `${cluster}${ref.namespace}/${kind}${ref.name}`;
}
