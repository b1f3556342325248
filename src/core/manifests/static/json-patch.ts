import type { Node } from "yaml";
import { operationsOf, pointerTokens } from "../slots.ts";
import type { Survey } from "../survey.ts";
import { podSpecPath } from "../workload-nodes.ts";
import { lookUp, stringAt } from "../yaml-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import { clearResources, declareContainer, type Layer, replaceResources } from "./overlay-container.ts";
import { doubted, type StaticContainer, type StaticObject } from "./static-object.ts";

/** Applies a JSON6902 patch to a workload; what is not understood makes the object doubted. */
export function applyJsonPatch(survey: Survey, object: StaticObject, yaml: YamlText): StaticObject {
  let patched = object;
  for (const operation of operationsOf(yaml.documents[0]?.contents ?? null)) {
    patched = applyOperation(survey, patched, yaml, operation);
  }
  return patched;
}

function applyOperation(
  survey: Survey,
  object: StaticObject,
  yaml: YamlText,
  operation: Node | null,
): StaticObject {
  const op = stringAt(yaml, operation, "op") ?? "";
  const path = pointerTokens(stringAt(yaml, operation, "path") ?? "");
  const doubt = (): StaticObject =>
    doubted(object, `a JSON6902 patch in ${yaml.file} changes it in a way that needs a render`);
  if (op === "test") return object;
  if (path[0] === "metadata" && (path.length === 1 || path[1] === "name" || path[1] === "namespace"))
    return doubt();
  // What it sets is not read, so that later selectors are not decided.
  if (path[0] === "metadata" && (path[1] === "labels" || path[1] === "annotations"))
    return { ...object, [path[1]]: null };
  if (path[0] === "kind" || path[0] === "apiVersion" || path.length === 0) return doubt();
  const base = podSpecPath(object.kind);
  const shared = path.slice(0, base.length).every((token, index) => token === base[index]);
  if (!shared) return op === "move" || op === "copy" ? doubt() : object;
  const [list, index, ...rest] = path.slice(base.length);
  if (path.length <= base.length) return doubt();
  if (list !== "containers" && list !== "initContainers")
    return op === "move" || op === "copy" ? doubt() : object;
  if (op === "move" || op === "copy" || index === undefined || rest[0] === "name") return doubt();
  const layer: Layer = { survey, yaml, node: lookUp(yaml, operation, "value")?.node ?? null };
  const init = list === "initContainers";
  const mine = object.containers.filter((container) => container.init === init);
  const changed =
    rest.length === 0 ? changeList(mine, op, index, layer, init) : changeOne(mine, op, index, rest, layer);
  if (changed === null) return doubt();
  return { ...object, containers: [...object.containers.filter((c) => c.init !== init), ...changed] };
}

function changeList(
  containers: readonly StaticContainer[],
  op: string,
  index: string | number,
  layer: Layer,
  init: boolean,
): readonly StaticContainer[] | null {
  const at = index === "-" ? containers.length : Number(index);
  if (!Number.isInteger(at) || at > containers.length) return null;
  if (op === "remove") return containers.filter((_, position) => position !== at);
  const name = stringAt(layer.yaml, layer.node, "name");
  if (name === null) return null;
  const added = declareContainer(layer, name, init);
  const tail = containers.slice(op === "replace" ? at + 1 : at);
  return [...containers.slice(0, at), added, ...tail];
}

function changeOne(
  containers: readonly StaticContainer[],
  op: string,
  index: string | number,
  rest: readonly (string | number)[],
  layer: Layer,
): readonly StaticContainer[] | null {
  const target = containers[Number(index)];
  if (target === undefined) return null;
  if (rest[0] === "env" || rest[0] === "command" || rest[0] === "args") {
    const launch = { ...target.launch, isDoubted: true };
    return containers.map((container) => (container === target ? { ...target, launch } : container));
  }
  if (rest[0] !== "resources") return containers;
  const path = rest.slice(1).map(String);
  if (path.length > 2) return null;
  const changed = op === "remove" ? clearResources(target, path) : replaceResources(target, path, layer);
  return containers.map((container) => (container === target ? changed : container));
}
