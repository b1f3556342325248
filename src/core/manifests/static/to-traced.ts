import { settingRecord } from "../setting-record.ts";
import { noOverrides, type TracedContainer } from "../trace.ts";
import type { StaticContainer, StaticObject } from "./static-object.ts";

/** The containers of a workload to which all layers were applied. */
export function toTraced(object: StaticObject): readonly TracedContainer[] {
  const counts = { init: 0, main: 0 };
  return object.containers.map((container) => ({
    namespace: object.namespaces.at(-1) ?? null,
    kind: object.kind,
    apiVersion: object.apiVersion,
    name: object.names.at(-1) ?? "",
    container: container.name,
    init: container.init,
    overrides: noOverrides,
    index: container.init ? counts.init++ : counts.main++,
    ...evidenceOf(container, object.doubt),
  }));
}

function evidenceOf(
  container: StaticContainer,
  doubt: string | null,
): Pick<TracedContainer, "values" | "maps" | "last" | "launch"> {
  const { launch } = container;
  if (doubt === null) return { values: container.values, maps: container.maps, last: container.last, launch };
  return {
    values: settingRecord((name) => {
      const value = container.values[name];
      return {
        from: "unknown",
        raw: value.from === "slot" ? String(value.slot.node.value) : null,
        why: doubt,
      };
    }),
    maps: container.maps,
    last: null,
    launch: { ...launch, isDoubted: true },
  };
}
