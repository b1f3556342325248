import type { Node } from "yaml";
import { ok, type Refusal, type Result } from "../../model/index.ts";
import type { BuiltSurvey } from "../built-survey.ts";
import type { NodePath } from "../node-path.ts";
import { type ParsedFile, parseFile, textThroughLinks } from "../parsed-file.ts";
import { groupOf } from "../workload-nodes.ts";
import { listAt, lookUp, rangeOf, stringAt } from "../yaml-nodes.ts";
import { lineOf, type YamlText } from "../yaml-text.ts";
import type { DeclaredObject } from "./declared-object.ts";
import { dataOf } from "./node-data.ts";
import type { RepositoryTree } from "./repository/repository-tree.ts";

/** The objects of Argo CD and Flux that stand in manifests of the repository, in the order of their paths. */
export interface DeclaredObjects {
  readonly all: readonly DeclaredObject[];
  readonly problems: readonly Refusal[];
}

// Most YAML declares no deployment, and parsing it would only cost time.
const mention = /\bargoproj\.io\/v\d|\bfluxcd\.io\/v\d/;

const kinds: Readonly<Record<string, readonly string[]>> = {
  "argoproj.io": ["Application", "ApplicationSet"],
  "kustomize.toolkit.fluxcd.io": ["Kustomization"],
  "helm.toolkit.fluxcd.io": ["HelmRelease"],
  "source.toolkit.fluxcd.io": ["GitRepository", "HelmRepository", "OCIRepository", "HelmChart", "Bucket"],
  "source.extensions.fluxcd.io": ["ArtifactGenerator"],
};

export function findDeclaredObjects(survey: BuiltSurvey, tree: RepositoryTree): DeclaredObjects {
  const all: DeclaredObject[] = [];
  const problems: Refusal[] = [];
  for (const path of tree.yamlFiles) {
    // What a chart's templates declare exists only after they are rendered.
    if (tree.isTemplate(path)) continue;
    const text = textThroughLinks(survey.files, path)?.text;
    if (text === undefined || !mention.test(text)) continue;
    const file = readParsed(survey, path);
    if (file.ok) all.push(...objectsIn(file.value.yaml, problems));
    else if (!survey.problems.some((problem) => "file" in problem && problem.file === path))
      problems.push(file.error);
  }
  for (const { file, origin } of survey.rendered.values()) {
    for (const object of objectsIn(file.yaml, problems))
      all.push({ ...object, namespace: object.namespace ?? origin.namespace });
  }
  return { all, problems };
}

/** A file of the repository, parsed once where the survey did it already. */
export function readParsed(survey: BuiltSurvey, path: string): Result<ParsedFile, Refusal> {
  const parsed = survey.parsed.get(path);
  return parsed === undefined ? parseFile(survey.files, path) : ok(parsed);
}

function objectsIn(yaml: YamlText, problems: Refusal[]): readonly DeclaredObject[] {
  const found: DeclaredObject[] = [];
  const add = (root: Node | null, document: number, path: NodePath): void => {
    const object = objectOf(yaml, root, document, path);
    if (object === "too large") {
      const problem = "an object in it is larger than what an API server accepts";
      problems.push({ code: "unreadable-file", file: yaml.file, problem });
    } else if (object !== null) found.push(object);
  };
  for (const [document, { contents }] of yaml.documents.entries()) {
    const isList = /List$/.test(stringAt(yaml, contents, "kind") ?? "");
    if (!isList) add(contents, document, []);
    else
      for (const [index, item] of listAt(yaml, contents, "items").entries())
        add(item, document, ["items", index]);
  }
  return found;
}

function objectOf(
  yaml: YamlText,
  root: Node | null,
  document: number,
  path: NodePath,
): DeclaredObject | "too large" | null {
  const apiVersion = stringAt(yaml, root, "apiVersion");
  const kind = stringAt(yaml, root, "kind");
  const metadata = lookUp(yaml, root, "metadata")?.node ?? null;
  const name = stringAt(yaml, metadata, "name");
  if (root === null || apiVersion === null || kind === null || name === null) return null;
  if (!Object.hasOwn(kinds, groupOf(apiVersion)) || !kinds[groupOf(apiVersion)]?.includes(kind)) return null;
  const read = dataOf(yaml, root);
  if (read === null) return "too large";
  return {
    file: yaml.file,
    line: lineOf(yaml, rangeOf(root)[0]),
    apiVersion,
    kind,
    name,
    namespace: stringAt(yaml, metadata, "namespace"),
    data: read.data,
    layers: [{ at: { file: yaml.file, document, path }, data: read.data }],
    problems: [],
  };
}
