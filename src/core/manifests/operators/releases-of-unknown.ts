import { isMap, type Node } from "yaml";
import type { Environment } from "../environment.ts";
import type { NodePath } from "../node-path.ts";
import { reachOf } from "../reach.ts";
import type { Survey } from "../survey.ts";
import type { Release } from "../values-shapes/release.ts";
import { wordsOf } from "../values-shapes/words.ts";
import { groupOf, isWorkloadOf } from "../workload-nodes.ts";
import { listAt, lookUp, stringAt } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import { isOperatorKind } from "./operator-containers.ts";

/**
 * Custom resources of kinds that are not known, as releases: what an operator makes from one is named after it and its
 * kind, much as a chart's workloads are after release and chart, and its `spec` is read as values. Patches on them are
 * not followed; a value that one of them replaces is not what runs.
 */
export function releasesOfUnknown(survey: Survey): readonly Release[] {
  const found = [...survey.parsed].flatMap(([path, { yaml }]) => resourcesIn(path, yaml));
  if (found.length === 0) return [];
  const files = new Map(survey.environments.map((one) => [one, reachOf(survey, one)] as const));
  return found.flatMap((resource) =>
    environmentsOf(files, resource.file).map((environment) => releaseOf(environment, resource)),
  );
}

interface UnknownResource {
  readonly file: string;
  readonly document: number;
  /** Of its `spec`. */
  readonly path: NodePath;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
}

function resourcesIn(file: string, yaml: YamlText): readonly UnknownResource[] {
  if (!/esources\b/.test(yaml.text)) return [];
  return yaml.documents.flatMap(({ contents }, document) =>
    /List$/.test(stringAt(yaml, contents, "kind") ?? "")
      ? listAt(yaml, contents, "items").flatMap((item, index) =>
          resourceOf(file, yaml, document, ["items", index], item),
        )
      : resourceOf(file, yaml, document, [], contents),
  );
}

function resourceOf(
  file: string,
  yaml: YamlText,
  document: number,
  path: NodePath,
  root: Node | null,
): readonly UnknownResource[] {
  const [apiVersion, kind] = [stringAt(yaml, root, "apiVersion"), stringAt(yaml, root, "kind")];
  const metadata = lookUp(yaml, root, "metadata")?.node ?? null;
  const name = stringAt(yaml, metadata, "name");
  if (apiVersion === null || kind === null || name === null || !isUnknown(apiVersion, kind)) return [];
  if (!isMap(lookUp(yaml, root, "spec")?.node)) return [];
  const namespace = stringAt(yaml, metadata, "namespace");
  return [{ file, document, path: [...path, "spec"], kind, name, namespace }];
}

// Kubernetes' own groups have no dot or end in k8s.io; what deploys makes nothing itself.
function isUnknown(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  if (!group.includes(".") || /(?:^|\.)k8s\.io$|fluxcd\.io$|^kustomize\./.test(group)) return false;
  if (/^argoproj\.io$/.test(group) && /^Application/.test(kind)) return false;
  return !isWorkloadOf(apiVersion, kind) && !isOperatorKind(apiVersion, kind);
}

// A file that no environment reads is applied as it is, by whoever does it.
function environmentsOf(
  files: ReadonlyMap<Environment, ReadonlySet<string>>,
  file: string,
): readonly Environment[] {
  const readers = [...files].filter(([, reached]) => reached.has(file)).map(([environment]) => environment);
  return readers.length > 0 ? readers : [{ name: file, kind: "raw", path: file }];
}

function releaseOf(
  environment: Environment,
  { file, document, path, kind, name, namespace }: UnknownResource,
): Release {
  const values = [{ from: "inline", file, document, path }] as const;
  return {
    environment,
    source: { releaseName: name, namespace, values, parameters: [] },
    chart: wordsOf(kind).join("-"),
  };
}
