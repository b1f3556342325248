import { type Duration, formatDuration, type Window } from "../model/index.ts";
import { ownerMetrics } from "./known-owners.ts";
import { anyOf, matcher, matcherText, selector } from "./promql/selector.ts";
import { askNamespaces, inNamespaces } from "./questions.ts";
import { together } from "./together.ts";

// Restarts are seconds apart at first and five minutes at most: a pod that backs off waits at some scrape of this range.
const backOff = "5m";

/** What is asked after a merge of some namespaces: one query each, however many changes there are. */
export function askAfterMerge(namespaces: readonly string[], window: Window) {
  const here = inNamespaces(namespaces);
  const owners = [matcher("__name__", "=~", anyOf(ownerMetrics)), here, matcher("exported_pod", "=", "")];
  const running = selector("kube_pod_status_phase", [here, matcher("phase", "=", "Running")]);
  const { settings } = askNamespaces(namespaces, { window, stepSeconds: 60 });
  return {
    owners: `{${owners.map(matcherText).join(",")}}`,
    /** Requests and limits of containers, and which pods run. */
    values: `${settings} or ${together({ running: perPod(`${running} == 1`) })}`,
  };
}

/** What is wrong with pods and autoscalers at the moment at which it is asked. */
export function askTroubles(namespaces: readonly string[], pinnedFor: Duration): string {
  const here = inNamespaces(namespaces);
  const waiting = selector("kube_pod_container_status_waiting_reason", [
    here,
    matcher("reason", "=", "CrashLoopBackOff"),
  ]);
  const age = `time() - ${perPod(selector("kube_pod_created", [here]))}`;
  const unscheduled = perPod(`${selector("kube_pod_status_unschedulable", [here])} == 1`);
  return together({
    crashLooping: perPod(`max_over_time(${waiting}[${backOff}]) > 0`),
    // In seconds.
    unscheduled: `((${age}) and on (cluster, namespace, pod) ${unscheduled})`,
    pinned: pinnedQuestion(namespaces, pinnedFor),
    // Unix seconds.
    replicaSets: `max by (cluster, namespace, replicaset) (${selector("kube_replicaset_created", [here])})`,
    measured: `max by (cluster, namespace, pod) (${selector("container_memory_working_set_bytes", [here, matcher("container", "!=", "")])})`,
  });
}

function pinnedQuestion(namespaces: readonly string[], pinnedFor: Duration): string {
  const here = inNamespaces(namespaces);
  const of = (metric: string) => `max by (${autoscaler}) (${selector(metric, [here])})`;
  const isAtMaximum = `(${of("kube_horizontalpodautoscaler_status_current_replicas")} >= bool ${of("kube_horizontalpodautoscaler_spec_max_replicas")})`;
  const throughout = `(min_over_time(${isAtMaximum}[${formatDuration(pinnedFor)}:1m]) == 1)`;
  const target = "scaletargetref_kind, scaletargetref_name";
  const infos = `max by (${autoscaler}, ${target}) (${selector("kube_horizontalpodautoscaler_info", [here])})`;
  return `(${throughout} * on (${autoscaler}) group_left (${target}) ${infos})`;
}

const autoscaler = "cluster, namespace, horizontalpodautoscaler";

function perPod(promql: string): string {
  return `max by (cluster, namespace, pod) (${promql})`;
}
