import {
  type InflatedChart,
  inflatedChart,
  inflatingLayers,
  type KustomizedEnvironment,
  replaceCharts,
  type Survey,
  standInName,
  standInPath,
} from "../core/manifests/index.ts";
import { err, explainRefusal, ok, type Result } from "../core/model/index.ts";
import type { RenderWorkspace } from "../ports/renderer.ts";
import type { Scratch } from "./render-alone.ts";
import { renderChart } from "./render-chart.ts";
import { traceChart } from "./trace-chart.ts";

type Texts = ReadonlyMap<string, string>;

/**
 * Texts to render an environment with whose charts are inflated: they are rendered first, and stand beside the other
 * manifests. Kustomize itself is never told to run helm, because a kustomization can make it pass helm any flag. `texts`
 * stand for files, with edits in them. The error is a problem for people.
 */
export async function inflateCharts(
  survey: Survey,
  environment: KustomizedEnvironment,
  scratch: Scratch,
  texts: Texts,
): Promise<Result<Texts, string>> {
  const renders = new Map<string, string>();
  for (const layer of inflatingLayers(survey, environment)) {
    for (const [index, source] of layer.inflates.entries()) {
      const rendered = await renderChart(survey, source, scratch, texts);
      if (!rendered.ok) return rendered;
      renders.set(standInPath(layer, index), rendered.value);
    }
  }
  return namingRenders(survey, environment, new Map([...texts, ...renders]));
}

/** The same for renders that are among the texts: the kustomizations name them. */
export function namingRenders(
  survey: Survey,
  environment: KustomizedEnvironment,
  texts: Texts,
): Result<Texts, string> {
  const named = new Map(texts);
  for (const layer of inflatingLayers(survey, environment)) {
    const names = layer.inflates.map((_, index) => standInName(index));
    const text = replaceCharts(texts.get(layer.file) ?? layer.yaml.text, names);
    if (text === null) return err(`the charts in ${layer.file} cannot be told from what is around them`);
    named.set(layer.file, text);
  }
  return ok(named);
}

/** What decides the settings of the charts that an environment inflates. The error is a problem for people. */
export async function traceInflated(
  survey: Survey,
  environment: KustomizedEnvironment,
  workspace: RenderWorkspace,
): Promise<Result<readonly InflatedChart[], string>> {
  const inflated: InflatedChart[] = [];
  for (const kustomization of inflatingLayers(survey, environment)) {
    for (const [index, source] of kustomization.inflates.entries()) {
      const use = survey.charts.uses.get(source);
      if (use === undefined) return err("a chart that it inflates was not read");
      if (!use.ok) return err(explainRefusal(use.error));
      const traced = await traceChart(survey.charts, use.value, workspace, survey.templates);
      if (!traced.ok) return err(explainRefusal(traced.error));
      const chart = inflatedChart({ kustomization, index }, traced.value.rendered, traced.value.trace);
      if (!chart.ok) return chart;
      inflated.push(chart.value);
    }
  }
  return ok(inflated);
}
