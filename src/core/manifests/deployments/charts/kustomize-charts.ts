import { dataAt } from "../../data.ts";
import type { HelmValues } from "../../helm/helm-source.ts";
import type { Kustomization } from "../../kustomization.ts";
import { listAt } from "../../yaml-nodes.ts";
import { lineOf } from "../../yaml-text.ts";
import { type DeclaredObject, fieldAt, placesOf, textsAt } from "../declared-object.ts";
import type { DeploymentSource } from "../deployment.ts";
import { dataOf } from "../node-data.ts";
import { Doubts, type Draft, type Reading } from "../reading.ts";
import { declaringTemplate, inFolder } from "../repository/chart-facts.ts";

/** The charts that a kustomization inflates: `helmCharts`, with `helmGlobals.chartHome`. */
export function readKustomizeCharts(reading: Reading, kustomization: Kustomization): readonly Draft[] {
  if (!kustomization.fields.includes("helmCharts")) return [];
  const object = asObject(kustomization);
  if (object === null) return [];
  const { yaml } = kustomization;
  return listAt(yaml, yaml.documents[0]?.contents ?? null, "helmCharts").map((node, index) => {
    const line = lineOf(yaml, node?.range?.[0] ?? 0);
    return readChartEntry(reading, kustomization, { ...object, line }, index);
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

function readChartEntry(
  reading: Reading,
  kustomization: Kustomization,
  object: DeclaredObject,
  index: number,
): Draft {
  const doubts = new Doubts(object);
  const at = ["helmCharts", index];
  const text = (key: string): string | null => fieldAt(object.data, [...at, key]);
  const name = text("name") ?? "";
  const namespace = text("namespace") ?? kustomization.namespace;
  const helm = {
    // What `helm template --generate-name` calls every release, which kustomize runs where no name is given.
    releaseName: text("releaseName") ?? "release-name",
    namespace,
    values: valuesOf(reading, doubts, kustomization, object, index),
    parameters: [],
  };
  const home = fieldAt(object.data, ["helmGlobals", "chartHome"]) ?? "charts";
  const local = kustomization.locate(`${home}/${name}`);
  const isLocal = local !== null && reading.tree.charts.has(local);
  if (isLocal) doubts.twoStages(declaringTemplate(reading, local));
  if (!isLocal && text("repo") === null) doubts.nothingAt(local ?? `${home}/${name}`);
  const revision = text("version");
  const source: DeploymentSource = isLocal
    ? { kind: "helm", helm: { ...helm, chart: local }, revision }
    : { kind: "remote", repository: text("repo") ?? "", path: name, revision, helm };
  return {
    name: text("releaseName") ?? name,
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

// `valuesMerge`: by default `override`, the inline values win; with `merge` the file wins; with `replace` it is not read.
function valuesOf(
  reading: Reading,
  doubts: Doubts,
  kustomization: Kustomization,
  object: DeclaredObject,
  index: number,
): readonly HelmValues[] {
  const at = ["helmCharts", index];
  const file = fieldAt(object.data, [...at, "valuesFile"]);
  const mode = fieldAt(object.data, [...at, "valuesMerge"]) ?? "override";
  const inline: readonly HelmValues[] =
    dataAt(object.data, [...at, "valuesInline"]) instanceof Map
      ? placesOf(object, [...at, "valuesInline"]).map((place) => ({ from: "inline", ...place }))
      : [];
  const fromFile = file === null ? [] : fileAt(reading, doubts, kustomization, file);
  const additional = textsAt(object.data, [...at, "additionalValuesFiles"]).flatMap((written) =>
    fileAt(reading, doubts, kustomization, written),
  );
  const first = inline.length > 0 && mode === "replace" ? [] : fromFile;
  return mode === "merge" ? [...inline, ...first, ...additional] : [...first, ...inline, ...additional];
}

function fileAt(
  { survey }: Reading,
  doubts: Doubts,
  { locate, directory }: Kustomization,
  written: string,
): readonly HelmValues[] {
  const path = locate(written);
  if (path !== null && survey.files.files.has(path)) return [{ from: "file", path }];
  if (path === null) doubts.outside(written);
  else doubts.nothingAt(inFolder(directory, written));
  return [];
}
