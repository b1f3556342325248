import { dataAt } from "../../data.ts";
import type { HelmSource } from "../../helm/helm-source.ts";
import type { NodePath } from "../../node-path.ts";
import { type DeclaredObject, fieldAt, itemsAt, textsAt } from "../declared-object.ts";
import type { DeploymentSource } from "../deployment.ts";
import { Doubts, type Draft, isHere, pathFromRoot, type Reading } from "../reading.ts";
import { inFolder } from "../repository/chart-facts.ts";
import { showAddress } from "../repository/repository-address.ts";
import type { ConfigMaps } from "./config-maps.ts";
import { clusterOf } from "./kustomization.ts";
import { readReleaseValues } from "./release-values.ts";
import type { FluxSource, FluxSources } from "./sources.ts";

/** Reads a Flux `HelmRelease` of any version of its API that is still served. */
export function readHelmRelease(
  reading: Reading,
  sources: FluxSources,
  configMaps: ConfigMaps,
  object: DeclaredObject,
): Draft {
  const doubts = new Doubts(object);
  if (itemsAt(object.data, ["spec", "postRenderers"]).length > 0)
    doubts.undecided("its post-renderers patch what the chart renders");
  const chart = chartOf(sources, doubts, object);
  const release = { ...releaseOf(doubts, object), ...readReleaseValues(configMaps, doubts, object) };
  const source = chart === null ? null : sourceOf(reading, doubts, release, chart);
  return {
    name: object.name,
    kind: "flux-helmrelease",
    certainty: doubts.certainty,
    declaredAt: doubts.at,
    destination: { cluster: clusterOf(object), namespace: release.namespace },
    sources: source === null ? [] : [source],
    parameters: new Map(),
    substitution: null,
    problems: doubts.problems,
  };
}

type Release = Omit<HelmSource, "chart">;

interface Chart {
  readonly source: FluxSource;
  readonly name: string | null;
  readonly version: string | null;
  readonly valuesFiles: readonly string[];
}

// Helm allows 53 characters; Flux cuts a longer name and adds a part of its SHA-256.
const longestRelease = 53;

function releaseOf(doubts: Doubts, object: DeclaredObject): Pick<Release, "releaseName" | "namespace"> {
  const target = fieldAt(object.data, ["spec", "targetNamespace"]);
  const composed = target === null ? object.name : `${target}-${object.name}`;
  const releaseName = fieldAt(object.data, ["spec", "releaseName"]) ?? composed;
  if (releaseName.length > longestRelease)
    doubts.undecided("its release name is too long, and Flux shortens it");
  return { releaseName, namespace: target ?? object.namespace };
}

function chartOf(sources: FluxSources, doubts: Doubts, object: DeclaredObject): Chart | null {
  const reference = ["spec", "chartRef"];
  if (dataAt(object.data, reference) === undefined)
    return chartAt(sources, object, ["spec", "chart", "spec"]);
  if (fieldAt(object.data, [...reference, "kind"]) !== "HelmChart")
    return { source: sources.source(object, reference), name: null, version: null, valuesFiles: [] };
  const chart = sources.find(object, reference);
  if (chart !== null) return chartAt(sources, chart, ["spec"]);
  doubts.undecided("its HelmChart is declared nowhere in the repository");
  return null;
}

function chartAt(sources: FluxSources, object: DeclaredObject, at: NodePath): Chart {
  const { data } = object;
  const single = fieldAt(data, [...at, "valuesFile"]);
  return {
    source: sources.source(object, [...at, "sourceRef"]),
    name: fieldAt(data, [...at, "chart"]),
    version: fieldAt(data, [...at, "version"]),
    valuesFiles: [...(single === null ? [] : [single]), ...textsAt(data, [...at, "valuesFiles"])],
  };
}

function sourceOf(
  reading: Reading,
  doubts: Doubts,
  release: Release,
  { source, name, version, valuesFiles }: Chart,
): DeploymentSource | null {
  const remote = (repository: string, revision: string | null): DeploymentSource => {
    if (valuesFiles.length > 0) doubts.valuesElsewhere(`${valuesFiles.join(", ")} beside the chart`);
    return { kind: "remote", repository, path: name, revision, helm: release };
  };
  if (source.kind === "undeclared")
    return undeclared(reading, doubts, release, name) ?? remote(source.named, version);
  if (source.kind !== "git") return remote(showAddress(source.address), version ?? source.revision);
  const directory = pathFromRoot(doubts, name ?? "");
  if (directory === null) return null;
  if (!isHere(reading, doubts, source.address, directory)) {
    doubts.notHere(reading, source.address);
    return remote(showAddress(source.address), source.revision);
  }
  if (!reading.tree.charts.has(directory)) {
    doubts.nothingAt(inFolder(directory, "Chart.yaml"));
    return null;
  }
  doubts.twoStages(reading, directory);
  const values = [...chartValues(reading, doubts, directory, valuesFiles), ...release.values];
  return { kind: "helm", helm: { ...release, chart: directory, values }, revision: source.revision };
}

// The source of the repository itself need not stand in git; a chart that is there is taken for the one that is meant.
function undeclared(
  reading: Reading,
  doubts: Doubts,
  release: Release,
  name: string | null,
): DeploymentSource | null {
  const directory = name === null || !/^\.?\/|\//.test(name) ? null : pathFromRoot(doubts, name);
  if (directory === null || !reading.tree.charts.has(directory)) return null;
  doubts.certainty = "assumed";
  return { kind: "helm", helm: { ...release, chart: directory }, revision: null };
}

/** `valuesFiles`, from the root of the source. They stand in place of the chart's own `values.yaml`. */
function chartValues(
  reading: Reading,
  doubts: Doubts,
  directory: string,
  valuesFiles: readonly string[],
): HelmSource["values"] {
  const paths = valuesFiles.flatMap((written) => {
    const path = pathFromRoot(doubts, written);
    if (path === null) return [];
    if (reading.survey.files.files.has(path)) return [path];
    doubts.nothingAt(path);
    return [];
  });
  if (paths.length > 0 && !paths.includes(inFolder(directory, "values.yaml")))
    doubts.undecided("its valuesFiles take the place of the chart's own values");
  return paths.map((path) => ({ from: "file", path }));
}
