import { err, explainRefusal, ok, type Result } from "../../model/index.ts";
import { findCountSlots } from "../counts/count-slots.ts";
import type { ChartTrace } from "../helm/chart-trace.ts";
import type { Kustomization } from "../kustomization.ts";
import { findSlots, type Slot } from "../slots.ts";
import { parseYaml, type YamlText } from "../yaml-text.ts";

/** A chart that a kustomization inflates, rendered as it is, and what decides its settings. */
export interface InflatedChart {
  /** The render, under the path that kustomize reads it from, which is no file of the repository. */
  readonly yaml: YamlText;
  readonly trace: ChartTrace;
}

/** The error is a problem for people. */
export function inflatedChart(
  at: { readonly kustomization: Kustomization; readonly index: number },
  rendered: string,
  trace: ChartTrace,
): Result<InflatedChart, string> {
  const yaml = parseYaml(standInPath(at.kustomization, at.index), rendered);
  return yaml.ok ? ok({ yaml: yaml.value, trace }) : err(explainRefusal(yaml.error));
}

/** Path of the manifests that stand in for one of a kustomization's charts while it is rendered. */
export function standInPath({ directory }: Kustomization, index: number): string {
  return directory === "" ? standInName(index) : `${directory}/${standInName(index)}`;
}

export function standInName(index: number): string {
  return `optpass-inflated-${index}.yaml`;
}

/** Every place of a chart's render that could decide a setting. Their ids mean nothing outside one trace. */
export function slotsInRender({ yaml }: InflatedChart): readonly Slot[] {
  const slots = findSlots(yaml, 0);
  return [...slots, ...findCountSlots(yaml, slots.length)];
}
