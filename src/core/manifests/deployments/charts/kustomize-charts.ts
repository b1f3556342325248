import { type ChartEntry, chartEntriesOf } from "../../inflation/chart-entries.ts";
import type { Kustomization } from "../../kustomization.ts";
import { listAt } from "../../yaml-nodes.ts";
import { lineOf } from "../../yaml-text.ts";
import type { DeclaredObject } from "../declared-object.ts";
import type { DeploymentSource } from "../deployment.ts";
import { dataOf } from "../node-data.ts";
import { Doubts, type Draft, type Reading } from "../reading.ts";
import { inFolder } from "../repository/chart-facts.ts";

/** The charts that a kustomization inflates: `helmCharts`, with `helmGlobals.chartHome`. */
export function readKustomizeCharts(reading: Reading, kustomization: Kustomization): readonly Draft[] {
  if (!kustomization.fields.includes("helmCharts")) return [];
  const object = asObject(kustomization);
  if (object === null) return [];
  const { yaml, file, locate } = kustomization;
  const nodes = listAt(yaml, yaml.documents[0]?.contents ?? null, "helmCharts");
  const entries = chartEntriesOf({ file, locate, files: reading.survey.files }, object.data);
  return entries.map((entry, index) => {
    const line = lineOf(yaml, nodes[index]?.range?.[0] ?? 0);
    return draftOf(reading, kustomization, { ...object, line }, entry);
  });
}

function asObject({ yaml, file, namespace }: Kustomization): DeclaredObject | null {
  const root = yaml.documents[0]?.contents ?? null;
  const read = dataOf(yaml, root);
  if (read === null) return null;
  return {
    file,
    line: 1,
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    name: "",
    namespace,
    data: read.data,
    layers: [{ at: { file, document: 0, path: [] }, data: read.data }],
    problems: [],
  };
}

function draftOf(
  reading: Reading,
  kustomization: Kustomization,
  object: DeclaredObject,
  { name, directory, home, repository, version, lost, ...entry }: ChartEntry,
): Draft {
  const doubts = new Doubts(object);
  for (const { written, path } of lost) {
    if (path === null) doubts.outside(written);
    else doubts.nothingAt(inFolder(kustomization.directory, written));
  }
  const namespace = entry.namespace ?? kustomization.namespace;
  const helm = {
    // What `helm template --generate-name` calls every release, which kustomize runs where no name is given.
    releaseName: entry.releaseName ?? "release-name",
    namespace,
    values: entry.values,
    parameters: [],
  };
  const isLocal = directory !== null && reading.tree.charts.has(directory);
  if (isLocal) doubts.twoStages(reading, directory);
  if (!isLocal && repository === null) doubts.nothingAt(directory ?? `${home}/${name}`);
  const source: DeploymentSource = isLocal
    ? {
        kind: "helm",
        helm: { ...helm, chart: directory },
        revision: version,
        inflatedBy: kustomization.directory,
      }
    : { kind: "remote", repository: repository ?? "", path: name, revision: version, helm };
  return {
    name: entry.releaseName ?? name,
    kind: "helm-chart",
    certainty: "declared",
    declaredAt: doubts.at,
    destination: { cluster: null, namespace },
    sources: [source],
    parameters: new Map(),
    substitution: null,
    problems: doubts.problems,
  };
}
