import type { Estate } from "../estate/estate.ts";
import { stateLabels } from "../estate/open-metrics/kube-state-labels.ts";
import { type LabelPairs, seriesPrefix } from "../estate/open-metrics/line-writer.ts";
import type { SampleSink } from "../estate/open-metrics/series-sink.ts";
import type { Reconciler, ReconcilerStatus } from "./reconciler.ts";

/** What Argo CD's controller, or Flux's with the custom resource state of kube-state-metrics, shows of one. */
export function recordReconciler(sink: SampleSink, estate: Estate, reconciler: Reconciler): void {
  const statuses = reconciler.takeStatuses();
  if (reconciler.order.tool === "argo") recordArgo(sink, reconciler, statuses);
  else recordFlux(sink, estate, reconciler, statuses);
}

function recordArgo(sink: SampleSink, { order }: Reconciler, statuses: readonly ReconcilerStatus[]): void {
  const identity: LabelPairs = [
    ["dest_server", "https://kubernetes.default.svc"],
    ["job", "argocd-metrics"],
    ["name", order.name],
    ["namespace", "argocd"],
    ["project", "default"],
  ];
  recordInfo(sink, statuses, (status) =>
    seriesPrefix("argocd_app_info", [
      ...identity,
      ["autosync_enabled", String(!status.isSuspended)],
      ["dest_namespace", order.namespace],
      ["health_status", status.isHealthy ? "Healthy" : "Progressing"],
      ["sync_status", status.isSynced ? "Synced" : "OutOfSync"],
    ]),
  );
  const total = (phase: string) => seriesPrefix("argocd_app_sync_total", [...identity, ["phase", phase]]);
  sink.whole(total("Succeeded"), statuses, ({ succeeded }) => succeeded);
  // The controller shows no phase that never came.
  sink.whole(
    total("Failed"),
    statuses.filter(({ failed }) => failed > 0),
    ({ failed }) => failed,
  );
}

function recordFlux(
  sink: SampleSink,
  estate: Estate,
  { order }: Reconciler,
  statuses: readonly ReconcilerStatus[],
): void {
  recordInfo(sink, statuses, (status) =>
    seriesPrefix(
      "gotk_resource_info",
      stateLabels(estate, [
        ["customresource_group", "kustomize.toolkit.fluxcd.io"],
        ["customresource_kind", "Kustomization"],
        ["customresource_version", "v1"],
        ["exported_namespace", "flux-system"],
        ["name", order.name],
        ["ready", status.isFailing ? "False" : "True"],
        ["revision", `main@sha1:${status.revision}`],
        ["source_name", "infra"],
        ["suspended", String(status.isSuspended)],
      ]),
    ),
  );
  const looks = seriesPrefix("gotk_reconcile_duration_seconds_count", [
    ["job", "kustomize-controller"],
    ["kind", "Kustomization"],
    ["name", order.name],
    ["namespace", "flux-system"],
  ]);
  sink.whole(looks, statuses, (status) => status.looks);
}

/** A state that stands in the labels: one series a state, for as long as it lasts. */
function recordInfo(
  sink: SampleSink,
  statuses: readonly ReconcilerStatus[],
  seriesOf: (status: ReconcilerStatus) => Uint8Array,
): void {
  for (const status of statuses) sink.constant(seriesOf(status), 1, [status.time]);
}
