import { isMap } from "yaml";
import type { NodePath } from "../node-path.ts";
import type { MapSlot } from "../slots.ts";
import type { Survey } from "../survey.ts";
import type { TracedValue } from "../traced-value.ts";
import { type ObjectNode, objectsIn } from "../workload-nodes.ts";
import { isNull, lookUpPath, textOf } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import { countFields, isCountedKind } from "./count-fields.ts";
import { isInSpec, type TracedCount } from "./traced-count.ts";

/** The counts of manifests that are applied as they are: each value decides itself. */
export function traceRawCounts(survey: Survey, yaml: YamlText): readonly TracedCount[] {
  return objectsIn(yaml).flatMap((object) => {
    const { namespace, kind, apiVersion, name, root } = object;
    if (!isCountedKind(apiVersion, kind)) return [];
    const spec = specOf(survey, object);
    const read = (path: NodePath): string | null => textOf(lookUpPath(yaml, root, path)?.node);
    return countFields(apiVersion, kind, read).map(({ count, path }) => ({
      namespace,
      kind,
      apiVersion,
      name,
      count,
      path,
      value: valueAt(survey, object, path),
      specs: spec === null ? [] : [spec],
      last: isInSpec(path) ? spec : null,
      overrides: [],
    }));
  });
}

function valueAt(survey: Survey, { yaml, root }: ObjectNode, path: NodePath): TracedValue {
  const found = lookUpPath(yaml, root, path);
  if (found === undefined || isNull(found.node)) return { from: "nowhere" };
  const slot = found.node === null ? undefined : survey.slotOf.get(found.node);
  if (slot?.kind === "scalar") return { from: "slot", slot, through: found.through };
  return {
    from: "unknown",
    raw: textOf(found.node) ?? "",
    why: "the value is not a plain scalar of this object",
  };
}

function specOf(survey: Survey, { yaml, root }: ObjectNode): MapSlot | null {
  const found = lookUpPath(yaml, root, ["spec"]);
  const slot = found?.through === null && isMap(found.node) ? survey.slotOf.get(found.node) : undefined;
  return slot?.kind === "map" ? slot : null;
}
