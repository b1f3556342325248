import { dataAt } from "../../data.ts";
import type { HelmParameter, HelmSource, HelmValues } from "../../helm/helm-source.ts";
import type { NodePath } from "../../node-path.ts";
import { joinPath } from "../../repository-path.ts";
import { type DeclaredObject, fieldAt, isTrueAt, itemsAt, placesOf, scalarAt } from "../declared-object.ts";
import type { Doubts, Reading } from "../reading.ts";
import { readValueFiles } from "./value-files.ts";

/**
 * The `helm` block of a source of an Application, in the order of Argo CD: value files, then `valuesObject` or else
 * `values`, then parameters. `directory` is `null` for a chart that is not in this repository.
 */
export function readHelmBlock(
  reading: Reading,
  doubts: Doubts,
  object: DeclaredObject,
  source: NodePath,
  directory: string | null,
): HelmSource {
  const { data } = object;
  const at = [...source, "helm"];
  return {
    chart: directory ?? "",
    releaseName: fieldAt(data, [...at, "releaseName"]) ?? object.name,
    namespace: fieldAt(data, [...at, "namespace"]) ?? fieldAt(data, ["spec", "destination", "namespace"]),
    values: [
      ...readValueFiles(reading, doubts, object, source, directory),
      ...inlineValues(doubts, object, at),
    ],
    parameters: [
      ...itemsAt(data, [...at, "parameters"]).flatMap(readParameter),
      ...fileParameters(reading, doubts, object, at, directory),
    ],
  };
}

function inlineValues(doubts: Doubts, object: DeclaredObject, at: NodePath): readonly HelmValues[] {
  const { data } = object;
  const mapping = [...at, "valuesObject"];
  const chosen = dataAt(data, mapping) instanceof Map ? mapping : [...at, "values"];
  if (dataAt(data, chosen) === undefined) return [];
  const places = placesOf(object, chosen);
  if (places.length === 0) doubts.undecided("its values are set by a patch that only a render can follow");
  return places.map((place) => ({ from: "inline", ...place }));
}

function readParameter(item: Parameters<typeof scalarAt>[0]): readonly HelmParameter[] {
  const name = fieldAt(item, ["name"]);
  const value = scalarAt(item, ["value"]) ?? "";
  return name === null ? [] : [{ name, value, forceString: isTrueAt(item, ["forceString"]) }];
}

const longestParameter = 64 * 1024;

/** `--set-file`: the text of a file of the repository is the value. */
function fileParameters(
  reading: Reading,
  doubts: Doubts,
  { data }: DeclaredObject,
  at: NodePath,
  directory: string | null,
): readonly HelmParameter[] {
  return itemsAt(data, [...at, "fileParameters"]).flatMap((item): HelmParameter[] => {
    const name = fieldAt(item, ["name"]);
    const written = fieldAt(item, ["path"]);
    if (name === null || written === null) return [];
    const path = directory === null ? null : joinPath(directory, written);
    const file = path === null ? undefined : reading.survey.files.files.get(path);
    if (path === null) doubts.outside(written);
    else if (file?.kind !== "text" || file.text.length > longestParameter) doubts.nothingAt(path);
    else return [{ name, value: file.text, forceString: true }];
    return [];
  });
}
