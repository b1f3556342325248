import { type Data, dataAt } from "../../data.ts";
import type { HelmParameter, HelmSource, HelmValues } from "../../helm/helm-source.ts";
import { type DeclaredObject, fieldAt, isTrueAt, itemsAt, placesOf } from "../declared-object.ts";
import type { Doubts } from "../reading.ts";
import type { ConfigMaps } from "./config-maps.ts";

type Values = Pick<HelmSource, "values" | "parameters">;

/** The values of a HelmRelease in Flux's order: `valuesFrom` one after the other, then `values`. */
export function readReleaseValues(configMaps: ConfigMaps, doubts: Doubts, object: DeclaredObject): Values {
  const from = itemsAt(object.data, ["spec", "valuesFrom"]).map((item) =>
    readReference(configMaps, doubts, object, item),
  );
  const inline = placesOf(object, ["spec", "values"]);
  const hasInline = dataAt(object.data, ["spec", "values"]) instanceof Map;
  if (hasInline && inline.length === 0)
    doubts.undecided("its values are set by a patch that only a render can follow");
  const parameters = from.flatMap((one) => one.parameters);
  // Helm applies a parameter after all values, Flux a targetPath where it stands.
  if (parameters.length > 0 && (hasInline || from.at(-1)?.parameters.length === 0))
    doubts.undecided("values with a targetPath are followed by others, which may replace them");
  const own = inline.map((place): HelmValues => ({ from: "inline", ...place }));
  return { values: [...from.flatMap((one) => one.values), ...own], parameters };
}

function readReference(configMaps: ConfigMaps, doubts: Doubts, object: DeclaredObject, item: Data): Values {
  const kind = fieldAt(item, ["kind"]) ?? "";
  const name = fieldAt(item, ["name"]) ?? "";
  const key = fieldAt(item, ["valuesKey"]) ?? "values.yaml";
  const entries = kind === "ConfigMap" ? configMaps.entries(object.file, name, object.namespace) : null;
  const entry = entries?.find((one) => one.key === key);
  const target = fieldAt(item, ["targetPath"]);
  if (entry === undefined) {
    const optional = isTrueAt(item, ["optional"]) ? ", which need not be there" : "";
    doubts.valuesElsewhere(`${kind} ${name} (${key})${optional}`);
    return { values: [], parameters: [] };
  }
  if (target !== null) {
    const parameter: HelmParameter = { name: target, value: entry.text, forceString: false };
    return { values: [], parameters: [parameter] };
  }
  return { values: [entry.at], parameters: [] };
}
