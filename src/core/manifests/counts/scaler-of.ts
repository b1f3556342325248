import type { Scaler } from "../autoscalers.ts";
import { namespaceIn } from "../environment.ts";
import { reachOf } from "../reach.ts";
import type { Survey } from "../survey.ts";
import type { Trace } from "../trace.ts";
import type { TracedCount } from "./traced-count.ts";

type Workload = Pick<TracedCount, "namespace" | "kind" | "name">;

/** Gives the autoscaler that decides the replicas of a workload of this trace; `null` where none is known. */
export type ScalerOf = (trace: Trace, workload: Workload) => Scaler | null;

/**
 * An autoscaler of the same environment counts by its name there. One of another environment counts where that has no such
 * workload of its own. One of a file that belongs to none that was looked at may scale any workload of the name that it
 * names.
 */
export function findScalers(survey: Survey, traces: readonly Trace[]): ScalerOf {
  const looked = traces.filter(({ counts }) => counts !== null);
  const known = new Set(looked.flatMap(({ environment }) => [...reachOf(survey, environment)]));
  const byTarget = new Map<string, { readonly scaler: Scaler; readonly trace: Trace | null }[]>();
  const add = (scaler: Scaler, trace: Trace | null): void => {
    const key = keyOf(scaler.targetKind, scaler.targetName);
    byTarget.set(key, [...(byTarget.get(key) ?? []), { scaler, trace }]);
  };
  for (const trace of traces) for (const scaler of trace.scalers) add(inNamespace(trace, scaler), trace);
  for (const scaler of survey.autoscalers) if (!known.has(scaler.file)) add(scaler, null);
  return (trace, traced) => {
    const workload = inNamespace(trace, traced);
    const candidates = (byTarget.get(keyOf(workload.kind, workload.name)) ?? []).filter((one) =>
      mayShareNamespace(workload, one.scaler),
    );
    const found =
      candidates.find((one) => one.trace === trace) ??
      candidates.find((one) => one.trace === null || !hasTarget(one.trace, one.scaler));
    return found?.scaler ?? null;
  };
}

function hasTarget(trace: Trace, scaler: Scaler): boolean {
  return (trace.counts ?? []).some(
    (count) =>
      count.kind === scaler.targetKind &&
      count.name === scaler.targetName &&
      mayShareNamespace(inNamespace(trace, count), scaler),
  );
}

// Helm's own default stands in a render where no deployment names a namespace.
function inNamespace<T extends { readonly namespace: string | null }>({ environment }: Trace, object: T): T {
  return { ...object, namespace: namespaceIn(environment, object.namespace) };
}

function keyOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}

// A namespace tells them apart only where both name one.
function mayShareNamespace({ namespace }: Pick<Workload, "namespace">, scaler: Scaler): boolean {
  return scaler.namespace === null || namespace === null || scaler.namespace === namespace;
}
