import { isMap } from "yaml";
import type { Location } from "../model/index.ts";
import { formatPath } from "./node-path.ts";
import type { MapPlace, ScalarSlot } from "./slots.ts";
import { keyOf, pairOf, rangeOf } from "./yaml-nodes.ts";
import { lineOf } from "./yaml-text.ts";

/** Where a value is written. */
export function locationOf(slot: ScalarSlot): Location {
  return place(slot, rangeOf(slot.node)[0]);
}

/** The line of the key that holds a mapping; a container has none, so that its first line stands for it. */
export function insertionPoint(slot: MapPlace): Location {
  const parent = slot.yaml.documents[slot.document]?.getIn(slot.path.slice(0, -1), true);
  const key = slot.path.at(-1);
  const pair =
    isMap(parent) && parent !== slot.node && typeof key === "string" ? pairOf(parent, key) : undefined;
  const scalar = pair === undefined ? null : keyOf(pair);
  return place(slot, rangeOf(scalar ?? slot.node)[0]);
}

function place(slot: ScalarSlot | MapPlace, offset: number): Location {
  const { yaml, path } = slot;
  const outer = yaml.embedding === null ? [] : [formatPath(yaml.embedding.path)];
  return { file: yaml.file, line: lineOf(yaml, offset), path: [...outer, formatPath(path)].join(" > ") };
}
