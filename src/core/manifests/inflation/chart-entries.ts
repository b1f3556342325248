import type { RepositoryFiles } from "../../model/index.ts";
import { type Data, dataAt } from "../data.ts";
import { fieldAt, itemsAt, textsAt } from "../deployments/declared-object.ts";
import type { HelmValues } from "../helm/helm-source.ts";
import type { Locate } from "../kustomization-patches.ts";

/** One of a kustomization's `helmCharts`, with its paths resolved. */
export interface ChartEntry {
  readonly name: string;
  readonly releaseName: string | null;
  readonly namespace: string | null;
  readonly repository: string | null;
  readonly version: string | null;
  /** Where kustomize looks for the chart before it downloads it, as written and in the repository. */
  readonly home: string;
  readonly directory: string | null;
  /** What the chart is given besides its own values, in the order in which it is merged. */
  readonly values: readonly HelmValues[];
  /** Values files that are not there, or are outside the repository (`null`), as written. */
  readonly lost: readonly { readonly written: string; readonly path: string | null }[];
  /** Names of all keys. */
  readonly fields: readonly string[];
}

/** Whose chart it is: the kustomization file, and how it resolves paths. */
export interface ChartsOf {
  readonly file: string;
  readonly locate: Locate;
  readonly files: RepositoryFiles;
}

export function chartEntriesOf(kustomization: ChartsOf, data: Data): readonly ChartEntry[] {
  return itemsAt(data, ["helmCharts"]).map((item, index): ChartEntry => {
    const text = (key: string): string | null => fieldAt(item, [key]);
    const [name, repository, version] = [text("name") ?? "", text("repo"), text("version")];
    const home = fieldAt(data, ["helmGlobals", "chartHome"]) ?? "charts";
    // What is downloaded has a folder for each version, and no other chart is taken for it.
    const folder = version !== null && repository !== null ? `${home}/${name}-${version}` : home;
    const directory = kustomization.locate(`${folder}/${name}`);
    const lost: { readonly written: string; readonly path: string | null }[] = [];
    return {
      name,
      releaseName: text("releaseName"),
      namespace: text("namespace"),
      repository,
      version,
      home: folder,
      directory,
      values: valuesOf(kustomization, { item, index, directory }, lost),
      lost,
      fields: item instanceof Map ? [...item.keys()].map(String) : [],
    };
  });
}

// `valuesMerge`: by default `override`, the inline values win; with `merge` the file wins; with `replace` it is not read.
function valuesOf(
  kustomization: ChartsOf,
  {
    item,
    index,
    directory,
  }: { readonly item: Data; readonly index: number; readonly directory: string | null },
  lost: { readonly written: string; readonly path: string | null }[],
): readonly HelmValues[] {
  const { file, locate, files } = kustomization;
  const named = (written: string): readonly HelmValues[] => {
    const path = locate(written);
    if (path !== null && files.files.has(path)) return [{ from: "file", path }];
    lost.push({ written, path });
    return [];
  };
  const mode = fieldAt(item, ["valuesMerge"]) ?? "override";
  const inline: readonly HelmValues[] =
    dataAt(item, ["valuesInline"]) instanceof Map
      ? [{ from: "inline", file, document: 0, path: ["helmCharts", index, "valuesInline"] }]
      : [];
  const valuesFile = fieldAt(item, ["valuesFile"]);
  // With `merge`, the chart's own values win over the inline ones, too.
  const own = mode === "merge" && inline.length > 0 ? `${directory}/values.yaml` : "";
  const isOwn = valuesFile === null && files.files.has(own);
  const fromFile = isOwn
    ? [{ from: "file", path: own } as const]
    : valuesFile === null
      ? []
      : named(valuesFile);
  const additional = textsAt(item, ["additionalValuesFiles"]).flatMap(named);
  const first = inline.length > 0 && mode === "replace" ? [] : fromFile;
  return mode === "merge" ? [...inline, ...first, ...additional] : [...first, ...inline, ...additional];
}
