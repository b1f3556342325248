import type { Autoscaler, RepositoryFiles, Resource } from "../model/index.ts";
import { type Data, dataAt, loadData, textAt } from "./data.ts";
import { textThroughLinks } from "./parsed-file.ts";

/** An autoscaler in a manifest, and the workload it names, before any prefix or suffix is put around the names. */
export interface DeclaredAutoscaler extends Scaler {
  readonly file: string;
}

/** An autoscaler, and the workload that it scales. */
export interface Scaler extends Autoscaler {
  readonly kind: "HorizontalPodAutoscaler" | "ScaledObject";
  readonly namespace: string | null;
  readonly targetKind: string;
  readonly targetName: string;
}

// HorizontalPodAutoscaler and KEDA's ScaledObject both name their workload here.
const mention = /scaleTargetRef/;
const largest = 2 * 2 ** 20;

/** Every HorizontalPodAutoscaler and ScaledObject of the repository. Files that are no YAML hold none that can be read. */
export function declaredAutoscalers(files: RepositoryFiles): readonly DeclaredAutoscaler[] {
  const found: DeclaredAutoscaler[] = [];
  for (const path of files.files.keys()) {
    if (!/\.(?:ya?ml|json)$/i.test(path)) continue;
    const text = textThroughLinks(files, path)?.text ?? "";
    if (text.length > largest || !mention.test(text)) continue;
    const documents = loadData(text);
    if (documents.ok)
      for (const scaler of documents.value.flatMap(scalersIn)) found.push({ file: path, ...scaler });
  }
  return found;
}

/** The autoscaler that an object is, or those of a list. */
export function scalersIn(object: Data): readonly Scaler[] {
  const kind = textAt(object, ["kind"]);
  if (kind === "List") {
    const items = dataAt(object, ["items"]);
    return Array.isArray(items) ? items.flatMap(scalersIn) : [];
  }
  const name = textAt(object, ["metadata", "name"]);
  const targetName = textAt(object, ["spec", "scaleTargetRef", "name"]);
  if ((kind !== "HorizontalPodAutoscaler" && kind !== "ScaledObject") || name === null || targetName === null)
    return [];
  const utilizationOf = kind === "ScaledObject" ? kedaUtilization(object) : hpaUtilization(object);
  return [
    {
      kind,
      name,
      namespace: textAt(object, ["metadata", "namespace"]),
      targetKind: textAt(object, ["spec", "scaleTargetRef", "kind"]) ?? "Deployment",
      targetName,
      utilizationOf,
    },
  ];
}

/** autoscaling/v2 `metrics`, and the one number of autoscaling/v1. */
function hpaUtilization(object: Data): readonly Resource[] {
  const metrics = dataAt(object, ["spec", "metrics"]);
  const v1 = dataAt(object, ["spec", "targetCPUUtilizationPercentage"]);
  // Without any metric the API server fills in 80 % of CPU.
  if (!Array.isArray(metrics)) return v1 === undefined && metrics !== undefined ? [] : ["cpu"];
  return metrics.flatMap((metric: Data) =>
    ["resource", "containerResource"].flatMap((source) => {
      const isUtilization = dataAt(metric, [source, "target", "averageUtilization"]) !== undefined;
      return isUtilization ? resourceNamed(textAt(metric, [source, "name"])) : [];
    }),
  );
}

/** KEDA's `cpu` and `memory` triggers, whose type stood in the metadata before it got a key of its own. */
function kedaUtilization(object: Data): readonly Resource[] {
  const triggers = dataAt(object, ["spec", "triggers"]);
  if (!Array.isArray(triggers)) return [];
  return triggers.flatMap((trigger: Data) => {
    const type = textAt(trigger, ["metricType"]) ?? textAt(trigger, ["metadata", "type"]) ?? "Utilization";
    return type === "Utilization" ? resourceNamed(textAt(trigger, ["type"])) : [];
  });
}

function resourceNamed(name: string | null): readonly Resource[] {
  return name === "cpu" || name === "memory" ? [name] : [];
}
