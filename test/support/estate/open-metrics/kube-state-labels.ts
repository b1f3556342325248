import type { Estate } from "../estate.ts";
import type { LabelPairs } from "./line-writer.ts";

const target: LabelPairs = [
  ["container", "kube-state-metrics"],
  ["endpoint", "http"],
  ["instance", "10.244.0.8:8080"],
  ["job", "kube-state-metrics"],
  ["namespace", "monitoring"],
  ["pod", "kube-prometheus-stack-kube-state-metrics-6c8f4b9d7c-x2vqk"],
  ["service", "kube-prometheus-stack-kube-state-metrics"],
];

/**
 * Labels of a kube-state-metrics series as kube-prometheus-stack stores them. `honorLabels` lets the series' own
 * labels win, and gives every other label of the target to it: `kube_pod_owner` is of `container="kube-state-metrics"`.
 */
export function stateLabels(estate: Estate, own: LabelPairs): LabelPairs {
  const names = new Set(own.map(([name]) => name));
  const cluster: LabelPairs = estate.cluster === null ? [] : [["cluster", estate.cluster]];
  return [...cluster, ...own, ...target.filter(([name]) => !names.has(name))];
}
