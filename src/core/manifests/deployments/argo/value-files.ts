import type { HelmValues } from "../../helm/helm-source.ts";
import type { NodePath } from "../../node-path.ts";
import { joinPath } from "../../repository-path.ts";
import { type DeclaredObject, fieldAt, isTrueAt, itemsAt, textsAt } from "../declared-object.ts";
import { type Doubts, isHere, type Reading } from "../reading.ts";
import { fileGlob, isGlob, matchesGlob } from "../repository/glob.ts";

/**
 * `helm.valueFiles` as paths of this repository: relative to the chart, from the root with a leading `/`, or in another
 * source by its `ref` (`$values/prod.yaml`). A glob gives its files in the order of their names, without those that
 * another entry names; a file that is named twice counts where it is named first.
 */
export function readValueFiles(
  reading: Reading,
  doubts: Doubts,
  object: DeclaredObject,
  source: NodePath,
  directory: string | null,
): readonly HelmValues[] {
  const entries = textsAt(object.data, [...source, "helm", "valueFiles"]);
  const resolved = entries.map((written) => resolve(reading, doubts, object, directory, written));
  const explicit = new Set(resolved.filter((path) => path !== null && !isGlob(path)));
  const isMissingAllowed = isTrueAt(object.data, [...source, "helm", "ignoreMissingValueFiles"]);
  const found = new Set<string>();
  for (const path of resolved) {
    if (path === null) continue;
    const files = isGlob(path) ? globbed(reading, path, explicit) : existing(reading, path);
    if (files.length === 0 && !isMissingAllowed) doubts.nothingAt(path);
    for (const file of files) found.add(file);
  }
  return [...found].map((path) => ({ from: "file", path }));
}

function existing({ survey }: Reading, path: string): readonly string[] {
  return survey.files.files.has(path) ? [path] : [];
}

function globbed(
  { tree }: Reading,
  pattern: string,
  explicit: ReadonlySet<string | null>,
): readonly string[] {
  return tree.files.filter((path) => matchesGlob(pattern, path, fileGlob) && !explicit.has(path));
}

function resolve(
  reading: Reading,
  doubts: Doubts,
  object: DeclaredObject,
  directory: string | null,
  written: string,
): string | null {
  if (/\{\{/.test(written)) {
    doubts.placeholder(written);
    return null;
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written)) {
    doubts.valuesElsewhere(written);
    return null;
  }
  const reference = /^\$([\w-]+)(?:\/(.*))?$/.exec(written);
  if (reference !== null)
    return throughReference(reading, doubts, object, reference[1] ?? "", reference[2] ?? "");
  if (/\$/.test(written)) {
    doubts.placeholder(written);
    return null;
  }
  const isFromRoot = written.startsWith("/");
  if (directory === null) {
    doubts.valuesElsewhere(`${written} beside the chart`);
    return null;
  }
  const path = joinPath(isFromRoot ? "" : directory, written.replace(/^\/+/, ""));
  if (path === null) doubts.outside(written);
  return path;
}

function throughReference(
  reading: Reading,
  doubts: Doubts,
  { data }: DeclaredObject,
  name: string,
  rest: string,
): string | null {
  const source = itemsAt(data, ["spec", "sources"]).find((item) => fieldAt(item, ["ref"]) === name);
  const repository = source === undefined ? null : fieldAt(source, ["repoURL"]);
  const path = joinPath("", rest);
  if (repository === null) doubts.valuesElsewhere(`$${name}, which no source is called`);
  else if (path === null) doubts.outside(rest);
  else if (isHere(reading, doubts, repository, path)) return path;
  else if (/\{\{/.test(repository)) doubts.placeholder(repository);
  else doubts.notHere(reading, repository);
  return null;
}
