import type { WorkloadKind } from "../../model/index.ts";
import { type Data, dataAt, textAt } from "../data.ts";
import type { NodePath } from "../node-path.ts";
import { groupOf } from "../workload-nodes.ts";
import { type OperatorPart, operatorKinds } from "./operator-kinds.ts";

/** A container that an operator makes from a custom resource. */
export interface OperatorContainer {
  readonly resource: CustomResource;
  readonly namespace: string | null;
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly container: string;
}

/** The object that the settings of a container are written in, where it is not the workload itself. */
export interface CustomResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Of the mapping in the object that holds `resources`. */
  readonly at: NodePath;
}

/** Whether an object of this version and kind is one of those that operators are known to make workloads from. */
export function isOperatorKind(apiVersion: string, kind: string): boolean {
  return partsOf(apiVersion, kind).length > 0;
}

/** The containers that come from a custom resource; none, where its kind is not known. */
export function operatorContainers(object: Data): readonly OperatorContainer[] {
  const [apiVersion, kind] = [textAt(object, ["apiVersion"]), textAt(object, ["kind"])];
  const name = textAt(object, ["metadata", "name"]);
  if (apiVersion === null || kind === null || name === null) return [];
  const namespace = textAt(object, ["metadata", "namespace"]);
  return partsOf(apiVersion, kind)
    .filter(({ where, unless }) => (where === undefined || isOn(object, where)) && !isOn(object, unless))
    .flatMap((part) =>
      placesOf(object, part.at).map(({ at, item }) => {
        const fill = (text: string): string =>
          text.replaceAll(/[*#]/g, (sign) => (sign === "*" ? name : item));
        return {
          resource: { apiVersion, kind, name, at },
          namespace,
          kind: part.workload,
          name: fill(part.name),
          container: fill(part.container),
        };
      }),
    );
}

function partsOf(apiVersion: string, kind: string): readonly OperatorPart[] {
  const group = groupOf(apiVersion);
  return operatorKinds.find((one) => one.group === group && one.kind === kind)?.parts ?? [];
}

function isOn(object: Data, path: NodePath | undefined): boolean {
  if (path === undefined) return false;
  const value = dataAt(object, path);
  return value !== undefined && value !== null && value !== false;
}

interface Place {
  readonly at: NodePath;
  readonly item: string;
}

// A mapping that is not there holds no resources either, and has no place to add them.
function placesOf(object: Data, path: NodePath): readonly Place[] {
  let places: readonly Place[] = [{ at: [], item: "" }];
  for (const key of path) places = places.flatMap((place) => step(object, place, key));
  return places.filter(({ at }) => dataAt(object, at) instanceof Map);
}

function step(object: Data, { at, item }: Place, key: string | number): readonly Place[] {
  const value = dataAt(object, at);
  if (!Array.isArray(value)) return [{ at: [...at, key], item }];
  return value.flatMap((child: Data, index): Place[] => {
    const name = textAt(child, ["name"]);
    if (name === null || (key !== "#" && key !== name)) return [];
    return [{ at: [...at, index], item: key === "#" ? name : item }];
  });
}
