import type { BuiltSurvey } from "../../built-survey.ts";
import { type Data, loadData } from "../../data.ts";
import { textThroughLinks } from "../../parsed-file.ts";
import { joinPath } from "../../repository-path.ts";
import { fieldAt, itemsAt } from "../declared-object.ts";
import type { RepositoryTree } from "./repository-tree.ts";

/** What the `Chart.yaml` in a folder says, as far as it matters for where the chart is deployed. */
export interface ChartFacts {
  readonly name: string | null;
  readonly isLibrary: boolean;
  /** Charts of this repository that it is built from. */
  readonly localDependencies: readonly string[];
}

export function readChart({ survey }: { readonly survey: BuiltSurvey }, directory: string): ChartFacts {
  const text = textThroughLinks(survey.files, inFolder(directory, "Chart.yaml"))?.text ?? "";
  const loaded = text.length > 256 * 1024 ? null : loadData(text);
  const data: Data = loaded?.ok ? loaded.value[0] : undefined;
  const localDependencies = itemsAt(data, ["dependencies"]).flatMap((item) => {
    const repository = fieldAt(item, ["repository"]) ?? "";
    return repository.startsWith("file://") ? (joinPath(directory, repository.slice(7)) ?? []) : [];
  });
  return {
    name: fieldAt(data, ["name"]),
    isLibrary: fieldAt(data, ["type"]) === "library",
    localDependencies,
  };
}

const declaration = /\b(?:argoproj\.io|(?:kustomize|helm)\.toolkit\.fluxcd\.io)\/v\d/;
const deployed = /^\s{0,40}kind:[ \t]*["']?(?:Application|ApplicationSet|Kustomization|HelmRelease)\b/m;

/**
 * The template of a chart that declares deployments, which makes the chart an app of apps: what it says shows only once
 * it is rendered. `null` for any other chart.
 */
export function declaringTemplate(
  { survey, tree }: { readonly survey: BuiltSurvey; readonly tree: RepositoryTree },
  directory: string,
): string | null {
  const templates = inFolder(directory, "templates");
  const found = tree
    .yamlBelow(templates)
    .find((path) => mayDeclare(textThroughLinks(survey.files, path)?.text ?? ""));
  return found ?? null;
}

/** Whether a text looks as if it declared a deployment. */
export function mayDeclare(text: string): boolean {
  return declaration.test(text) && deployed.test(text);
}

export function inFolder(directory: string, name: string): string {
  return directory === "" ? name : `${directory}/${name}`;
}
