import { textThroughLinks } from "../../parsed-file.ts";
import { baseName, directoryOf, within } from "../../repository-path.ts";
import type { Draft, Reading } from "../reading.ts";
import { inFolder, readChart } from "../repository/chart-facts.ts";

/**
 * Charts that nothing is seen to deploy: once for each values file that looks as if it were for one environment, or with
 * its own values where there is none. `taken` are the charts that something deploys or is built from.
 */
export function guessCharts(reading: Reading, taken: ReadonlySet<string>): readonly Draft[] {
  const { tree } = reading;
  // A packed chart that nothing deploys is one of a chart repository, or a part of another chart.
  const charts = [...tree.charts].filter((chart) => !isPart(tree.charts, chart) && !chart.endsWith(".tgz"));
  const dependencies = new Set(charts.flatMap((chart) => readChart(reading, chart).localDependencies));
  return charts.flatMap((chart) => {
    if (taken.has(chart) || dependencies.has(chart)) return [];
    const { name, isLibrary } = readChart(reading, chart);
    if (isLibrary) return [];
    const called = name ?? (baseName(chart) || "chart");
    const files = environmentFiles(reading, chart);
    // Where there are values for environments, the defaults alone are deployed to none.
    return files.length === 0
      ? [guessed(called, chart, null)]
      : files.map((file) => guessed(called, chart, file));
  });
}

// A chart below another one's `charts`, or inside its templates or tests, is a part of it.
function isPart(charts: ReadonlySet<string>, chart: string): boolean {
  for (let at = chart; at !== ""; ) {
    at = directoryOf(at);
    if (
      charts.has(at) &&
      /^(?:charts|templates|ci|tests?)(?:\/|$)/.test(at === "" ? chart : chart.slice(at.length + 1))
    )
      return true;
  }
  return false;
}

const environmentFile = /^(?:values[-._](.+)|(.+)[-._]values)\.ya?ml$/;
const insideFolder = /^(?:values|envs?|environments?|overlays?)\//;
// What `helm lint`, chart-testing and the like use, and what is shown and not used.
const notDeployed = /(?:^|[-._/])(?:examples?|sample|schema|tests?|ci|lint|template|default)(?:[-._/]|$)/i;

/**
 * `values-prod.yaml`, `prod.values.yaml`, `values/prod.yaml` and `envs/prod/values.yaml` in the folder of the chart.
 */
function environmentFiles({ tree, survey }: Reading, chart: string): readonly string[] {
  return tree.yamlBelow(chart).filter((path) => {
    const below = chart === "" ? path : path.slice(chart.length + 1);
    if (within("templates", below) || within("charts", below) || notDeployed.test(below)) return false;
    if (!below.includes("/")) return environmentFile.test(below);
    if (!insideFolder.test(below) || below.split("/").length > 3) return false;
    // A folder called `overlays` may as well hold manifests.
    return !/^(?:apiVersion|kind):/m.test(textThroughLinks(survey.files, path)?.text ?? "kind:");
  });
}

function guessed(name: string, chart: string, file: string | null): Draft {
  return {
    name: file === null ? name : `${name} with ${file.slice(chart === "" ? 0 : chart.length + 1)}`,
    kind: "helm-chart",
    certainty: "guessed",
    declaredAt: { file: inFolder(chart, "Chart.yaml"), line: 1 },
    destination: { cluster: null, namespace: null },
    sources: [
      {
        kind: "helm",
        revision: null,
        helm: {
          chart,
          releaseName: name,
          namespace: null,
          values: file === null ? [] : [{ from: "file", path: file }],
          parameters: [],
        },
      },
    ],
    parameters: new Map(),
    substitution: null,
    problems: [],
  };
}
