import { isPlainMap, type Plain, type PlainMap } from "./config-document.ts";
import type { ConfigLayer, Origin } from "./config-layer.ts";
import { type ConfigPath, describePath } from "./problem.ts";

/** Everything that was decided, as people would write it, and who decided each value. */
export interface Merged {
  readonly value: PlainMap;
  /** By path of the value: `limits.open`, `rules[2]`; a list is one value, but for those that add up. */
  readonly origins: ReadonlyMap<string, Origin>;
}

// Nobody who writes a rule or a freeze for one repository means to lift those of the organisation.
const addUp = ["rules", "freezes"];

/** Later layers win, key by key. Rules and freezes add up, in the order of the layers. */
export function mergeLayers(layers: readonly ConfigLayer[]): Merged {
  const origins = new Map<string, Origin>();
  let value: PlainMap = {};
  for (const layer of layers) value = mergeMaps(value, layer.value, [], layer, origins);
  return { value, origins };
}

function mergeMaps(
  below: PlainMap,
  above: PlainMap,
  path: ConfigPath,
  layer: ConfigLayer,
  origins: Map<string, Origin>,
): PlainMap {
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    const at = [...path, key];
    const there = merged.get(key);
    if (path.length === 0 && addUp.includes(key)) {
      merged.set(key, appended(there, value, key, layer, origins));
    } else if (isPlainMap(value)) {
      merged.set(key, mergeMaps(isPlainMap(there) ? there : {}, value, at, layer, origins));
      origins.delete(describePath(at));
    } else {
      merged.set(key, value);
      forget(origins, describePath(at));
      origins.set(describePath(at), layer.originOf(at));
    }
  }
  return Object.fromEntries(merged);
}

function appended(
  there: Plain | undefined,
  added: Plain,
  key: string,
  layer: ConfigLayer,
  origins: Map<string, Origin>,
): Plain {
  const before = Array.isArray(there) ? there : [];
  const items = (Array.isArray(added) ? added : []).map((item, index) => {
    origins.set(describePath([key, before.length + index]), layer.originOf([key, index]));
    return key === "rules" ? named(item, `${layer.label} rules[${index}]`) : item;
  });
  return [...before, ...items];
}

/** A rule without a name is called after where it stands, so that it keeps that name wherever it is printed. */
function named(rule: Plain, name: string): Plain {
  return isPlainMap(rule) && rule["name"] === undefined ? { name: name.slice(-100).trim(), ...rule } : rule;
}

/** What was below a value that is no map any more. */
function forget(origins: Map<string, Origin>, path: string): void {
  for (const one of [...origins.keys()]) if (one.startsWith(`${path}.`)) origins.delete(one);
}
