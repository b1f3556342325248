import type { Estate, Node } from "../estate.ts";
import { stateLabels } from "./kube-state-labels.ts";
import { type LabelPairs, seriesPrefix } from "./line-writer.ts";
import type { SampleSink } from "./series-sink.ts";

/** Machines: what kube-state-metrics and OpenCost show of them, and which targets answered. */
export function writeNodes(sink: SampleSink, estate: Estate, times: readonly number[]): void {
  const cluster: LabelPairs = [["cluster", estate.cluster ?? ""]];
  for (const node of estate.nodes) {
    const info: LabelPairs = [
      ["internal_ip", node.address],
      ["kubelet_version", "v1.32.4"],
      ["node", node.name],
      ["os_image", "Debian GNU/Linux 12 (bookworm)"],
    ];
    sink.constant(seriesPrefix("kube_node_info", stateLabels(estate, info)), 1, times);
    sink.constant(seriesPrefix("node_cpu_hourly_cost", priceLabels(cluster, node)), node.coreHour, times);
    sink.constant(seriesPrefix("node_ram_hourly_cost", priceLabels(cluster, node)), node.gibHour, times);
    for (const path of ["/metrics", "/metrics/cadvisor"]) {
      const labels: LabelPairs = [
        ...cluster,
        ["endpoint", "https-metrics"],
        ["instance", `${node.address}:10250`],
        ["job", "kubelet"],
        ["metrics_path", path],
        ["node", node.name],
        ["service", "kube-prometheus-stack-kubelet"],
      ];
      sink.constant(seriesPrefix("up", labels), 1, times);
    }
  }
  sink.constant(seriesPrefix("up", stateLabels(estate, [])), 1, times);
  sink.constant(
    seriesPrefix("kube_state_metrics_build_info", stateLabels(estate, [["version", "v2.13.0"]])),
    1,
    times,
  );
}

function priceLabels(cluster: LabelPairs, node: Node): LabelPairs {
  return [
    ...cluster,
    ["arch", "amd64"],
    ["instance", node.name],
    ["instance_type", "n2-standard-8"],
    ["job", "opencost"],
    ["node", node.name],
    ["region", "us-central1"],
  ];
}
