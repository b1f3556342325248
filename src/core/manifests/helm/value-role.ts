import { parseQuantity } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";

/** What a value seems to be, by its key and its text. What it really feeds, only a render tells. */
export type ValueRole =
  | "cpu"
  | "memory"
  | "replicas"
  | "least-replicas"
  | "most-replicas"
  | "seconds"
  | "target";

/** `null` for a value that is none of them. */
export function roleOf(path: NodePath, text: string): ValueRole | null {
  const key = String(path.at(-1) ?? "");
  if (isTarget(path)) return /^\d{1,3}$/.test(text) ? "target" : null;
  const count = countRole(path, key);
  if (count !== null) return /^\d{1,4}$/.test(text) ? count : null;
  if (!parseQuantity(text).ok && !isFilledInLater(text)) return null;
  if (/cpu/i.test(key)) return "cpu";
  return /mem/i.test(key) ? "memory" : null;
}

/** Whether Flux may put a variable in the place of a whole value, after the chart is rendered. */
export function isFilledInLater(text: string): boolean {
  return text.startsWith("${") && text.endsWith("}");
}

// `targetCPUUtilizationPercentage`, `targetMemory`, `averageUtilization`, `autoscaling.cpu`: per cent, not an amount.
function isTarget(path: NodePath): boolean {
  const [above, key] = [String(path.at(-2) ?? ""), String(path.at(-1) ?? "")];
  return (
    /utili[sz]ation|percent|^target|threshold/i.test(key) ||
    (/autoscal|hpa/i.test(above) && /^cpu$|^mem/i.test(key))
  );
}

function countRole(path: NodePath, key: string): ValueRole | null {
  const isScaler = path.some((part) => /autoscal|hpa|scaledObject|keda/i.test(String(part)));
  if (/^min(?:Replicas?|ReplicaCount|Pods)$|^autoscaleMin$/i.test(key) || (isScaler && /^min$/i.test(key)))
    return "least-replicas";
  if (/^max(?:Replicas?|ReplicaCount|Pods)$|^autoscaleMax$/i.test(key) || (isScaler && /^max$/i.test(key)))
    return "most-replicas";
  if (/^pollingInterval$|^cooldownPeriod$/i.test(key)) return "seconds";
  return /^replica(?:s|Count|sCount)?$|Replica(?:s|Count)$/.test(key) ? "replicas" : null;
}
