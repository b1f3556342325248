import { type LabelPairs, seriesPrefix } from "../estate/open-metrics/line-writer.ts";
import type { SampleSink } from "../estate/open-metrics/series-sink.ts";
import type { DeploymentRun } from "./deployment-run.ts";
import type { PodRun } from "./pod-run.ts";
import { bounds } from "./service.ts";

/** What the sidecar of a pod counts of the requests to it: Istio's standard metrics on the receiving side. */
export function recordRequests(sink: SampleSink, { manifest }: DeploymentRun, pod: PodRun): void {
  const counted = pod.service?.takeCounted() ?? [];
  const { namespace, name } = manifest;
  const identity: LabelPairs = [
    ["destination_service_name", name],
    ["destination_service_namespace", namespace],
    ["destination_workload", name],
    ["destination_workload_namespace", namespace],
    ["job", "envoy-stats"],
    ["namespace", namespace],
    ["pod", pod.asPod().name],
    ["reporter", "destination"],
  ];
  const series = (metric: string, labels: LabelPairs = []) => seriesPrefix(metric, [...identity, ...labels]);
  sink.whole(series("istio_requests_total", [["response_code", "200"]]), counted, ({ served }) => served);
  sink.whole(series("istio_requests_total", [["response_code", "503"]]), counted, ({ failed }) => failed);
  const duration = "istio_request_duration_milliseconds";
  const all = ({ served, failed }: { readonly served: number; readonly failed: number }): number =>
    served + failed;
  bounds.forEach((bound, i) => {
    sink.whole(
      series(`${duration}_bucket`, [["le", String(bound)]]),
      counted,
      ({ within }) => within[i] ?? 0,
    );
  });
  sink.whole(series(`${duration}_bucket`, [["le", "+Inf"]]), counted, all);
  sink.whole(series(`${duration}_count`), counted, all);
  sink.whole(series(`${duration}_sum`), counted, ({ milliseconds }) => milliseconds);
}
