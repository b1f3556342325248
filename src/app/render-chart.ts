import { type HelmSource, plantInValues, type Survey, surveyCharts } from "../core/manifests/index.ts";
import { err, explainRefusal, type RepositoryFiles, type Result } from "../core/model/index.ts";
import { inScratch, type Scratch } from "./render-alone.ts";

/**
 * Renders a chart as it is deployed, with other texts for some files. Values may stand inside another file, so that they
 * are read anew from the texts that are to be rendered. The error is a problem for people.
 */
export async function renderChart(
  survey: Survey,
  source: HelmSource,
  scratch: Scratch,
  texts: ReadonlyMap<string, string>,
): Promise<Result<string, string>> {
  const { files, charts } = survey;
  const overlay = inScratch(survey, scratch, texts);
  const read =
    overlay.size === 0
      ? charts
      : surveyCharts(withTexts(files, overlay), [source], { firstId: 0, declarations: survey.rendered });
  const use = read.uses.get(source);
  if (use === undefined) return err("its chart was not read");
  if (!use.ok) return err(explainRefusal(use.error));
  const { values } = plantInValues(use.value, []);
  const { chart: directory, releaseName, namespace, parameters } = source;
  const dependencies = use.value.tree.links;
  return await scratch.workspace.helm(
    { directory, releaseName, namespace, parameters, values, dependencies, includeCrds: false },
    overlay,
  );
}

function withTexts(files: RepositoryFiles, overlay: ReadonlyMap<string, string>): RepositoryFiles {
  const texts = [...overlay].map(([path, text]) => [path, { kind: "text", text }] as const);
  return { ...files, files: new Map([...files.files, ...texts]) };
}
