import type { Data } from "../../data.ts";

/**
 * A JSON merge patch (RFC 7396), by which kustomize patches objects whose schema it does not know: mappings merge, null
 * deletes, everything else replaces.
 */
export function mergeData(base: Data, patch: Data): Data {
  if (!(patch instanceof Map)) return patch;
  const merged = new Map<unknown, Data>(base instanceof Map ? base : []);
  for (const [key, value] of patch) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergeData(merged.get(key), value as Data));
  }
  return merged;
}
