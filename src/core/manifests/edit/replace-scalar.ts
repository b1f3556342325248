import type { NodePath } from "../node-path.ts";
import type { MapPlace, MapSlot, ScalarSlot } from "../slots.ts";
import { keyOf, rangeOf } from "../yaml-nodes.ts";
import type { Addition } from "./draft.ts";
import type { Edit } from "./edit.ts";
import type { IntendedLeaf } from "./edit-plan.ts";
import { jsonScalarText, quoteStyleOf, scalarText } from "./scalar-text.ts";

/** Replaces the text of a value in its own text, in the quotes that it has. */
export function replaceScalar(slot: ScalarSlot, addition: Addition): Edit {
  const [start, end] = rangeOf(slot.node);
  const written = quoteStyleOf(slot.node);
  const style = written === "plain" && slot.isText === true ? "text" : written;
  const text =
    style === "plain" && isJson(slot) ? jsonScalarText(addition.value) : scalarText(addition.value, style);
  return { start, end, text, marks: [{ setting: addition.setting, container: addition.container, at: 0 }] };
}

// A plain number in JSON must not become plain text.
function isJson(slot: ScalarSlot): boolean {
  const parent = slot.yaml.documents[slot.document]?.getIn(slot.path.slice(0, -1), true);
  if (typeof parent !== "object" || parent === null || !("items" in parent)) return false;
  const first = (parent as MapSlot["node"]).items[0];
  const key = first === undefined ? null : keyOf(first);
  return key !== null && slot.yaml.text[rangeOf(key)[0]] === '"';
}

/** The leaf that must have a value after an edit at a path of this text. */
export function intendedLeaf(
  { yaml: { file, embedding }, document }: ScalarSlot | MapPlace,
  path: NodePath,
  value: string | null,
): IntendedLeaf {
  const inside = { document, path };
  return embedding === null
    ? { file, document, path, inside: null, value }
    : { file, document: embedding.document, path: embedding.path, inside, value };
}
