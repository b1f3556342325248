import type { Data } from "../data.ts";
import type { UsedLayer } from "../helm/survey-charts.ts";
import { roleOf, type ValueRole } from "../helm/value-role.ts";
import { formatPath, type NodePath } from "../node-path.ts";
import { rangeOf, textOf } from "../yaml-nodes.ts";
import { lineOf } from "../yaml-text.ts";
import { mergeValues, winnerAt } from "./merge-values.ts";

/** A number of replicas, or a bound or target of an autoscaler, in the values of a chart that is elsewhere. */
export interface ShapedCount {
  readonly count: Exclude<ValueRole, "cpu" | "memory">;
  /** Keys that name a part of the release; empty: the release has no parts. */
  readonly component: readonly string[];
  readonly raw: string;
  readonly file: string;
  readonly line: number;
  /** In the values of the release, for people. */
  readonly path: string;
}

/** Finds what looks like a count by key and text; whether the chart uses it, only the chart knows. */
export function findCounts(layers: readonly UsedLayer[]): readonly ShapedCount[] {
  const found: ShapedCount[] = [];
  collect(mergeValues(layers), [], layers, found);
  return found;
}

const mostCounts = 2_000;

function collect(value: Data, path: NodePath, layers: readonly UsedLayer[], found: ShapedCount[]): void {
  if (found.length >= mostCounts || path.length > 40) return;
  if (value instanceof Map) {
    for (const [key, child] of value as ReadonlyMap<unknown, Data>)
      collect(child, [...path, String(key)], layers, found);
  } else if (Array.isArray(value)) {
    for (const [index, child] of (value as readonly Data[]).entries())
      collect(child, [...path, index], layers, found);
  } else if (typeof value === "string") {
    const count = roleOf(path, value);
    if (count === null || count === "cpu" || count === "memory") return;
    const place = placeOf(layers, path);
    if (place !== null) found.push({ count, component: componentOf(path), path: formatPath(path), ...place });
  }
}

function placeOf(
  layers: readonly UsedLayer[],
  path: NodePath,
): Pick<ShapedCount, "raw" | "file" | "line"> | null {
  const winner = winnerAt(layers, path);
  const node = winner?.value.kind === "leaf" ? winner.value.node : null;
  if (winner === null || node === null) return null;
  const { yaml } = winner.layer;
  return { raw: textOf(node) ?? "", file: yaml.file, line: lineOf(yaml, rangeOf(node)[0]) };
}

function componentOf(path: NodePath): readonly string[] {
  return path
    .slice(0, -1)
    .map(String)
    .filter(
      (key) => !/^(?:autoscaling|hpa|keda|scaledObject|controllers|spec|deployment|statefulset)$/i.test(key),
    );
}
