import { boundOf, type RepositoryFiles, resourceOf, settingNames } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import type { ChartUse, UsedLayer } from "./survey-charts.ts";
import { resourcePathsIn } from "./template-paths.ts";
import type { PlantedAt } from "./value-sentinel.ts";
import { type ValuesTree, valueAt } from "./values-tree.ts";

/** An amount that no values have, at a place where a chart would take it. */
interface MissingResource {
  readonly at: PlantedAt;
  readonly role: "cpu" | "memory";
}

/**
 * Amounts that blocks of resources could have. A block is a mapping (or nothing) under a key that ends in "resources":
 * in the values, beside a sibling of one that has it, or in a path that a template names. Planting the amount itself,
 * not a marker, shows what an edit would do, survives templates that pick single keys, and passes a schema.
 */
export function missingResources(files: RepositoryFiles, use: ChartUse): readonly MissingResource[] {
  const missing = new Map<string, MissingResource>();
  const offer = (block: NodePath, at: (path: NodePath) => PlantedAt): void => {
    for (const setting of settingNames) {
      const path = [...block, boundOf(setting), resourceOf(setting)];
      const key = JSON.stringify(path);
      if (!missing.has(key) && isFree(use, path))
        missing.set(key, { at: at(path), role: resourceOf(setting) });
    }
  };
  for (const used of use.layers)
    for (const block of blocksIn(used.layer.tree)) offerBlock(used, block, offer);
  for (const { chart, scope } of use.tree.members)
    for (const path of resourcePathsIn(files, chart))
      offer([...scope, ...path], (whole) => ({ in: "addition", path: whole }));
  return [...missing.values()];
}

// Lists are replaced as a whole by values that are merged later, so what is in a list can only be added to in place.
function offerBlock(
  { layer, scopes }: UsedLayer,
  block: NodePath,
  offer: (block: NodePath, at: (path: NodePath) => PlantedAt) => void,
): void {
  const isInList = block.some((key) => typeof key === "number");
  for (const scope of scopes)
    offer([...scope, ...block], (whole) =>
      isInList ? { in: "layer", layer, path: whole.slice(scope.length) } : { in: "addition", path: whole },
    );
}

// Nothing stands at the path in any of the texts, and above it nothing but mappings: a list or a value there would
// have to give way.
function isFree({ layers }: ChartUse, path: NodePath): boolean {
  return layers.every(({ layer, scopes }) =>
    scopes.every((scope) => {
      if (!scope.every((key, index) => key === path[index])) return true;
      return (
        path.slice(scope.length).every((key, index, local) => {
          const above = valueAt(layer.tree, local.slice(0, index));
          return (
            above === undefined ||
            isNothing(above) ||
            above.kind === (typeof key === "number" ? "list" : "map")
          );
        }) && isNothing(valueAt(layer.tree, path.slice(scope.length)))
      );
    }),
  );
}

function isNothing(value: ValuesTree | undefined): boolean {
  return value === undefined || (value.kind === "leaf" && value.isNull);
}

/** Paths of blocks of resources: those that are there, and those that a sibling has. */
function blocksIn(tree: ValuesTree, path: NodePath = []): readonly NodePath[] {
  if (tree.kind === "leaf") return [];
  const children: (readonly [string | number, ValuesTree])[] =
    tree.kind === "list"
      ? tree.items.map((item, index) => [index, item])
      : [...tree.entries].map(([key, { value }]) => [key, value]);
  const own = children.filter(([key, value]) => isBlock(key, value)).map(([key]) => [...path, key]);
  const models = children.flatMap(([, child]) => (blockKeysOf(child).length > 0 ? [child] : []));
  const siblings = children.flatMap(([key, child]) =>
    models.flatMap((model) => blockKeysLike(model, child).map((name) => [...path, key, name])),
  );
  return [...own, ...siblings, ...children.flatMap(([key, child]) => blocksIn(child, [...path, key]))];
}

function blockKeysOf(tree: ValuesTree): readonly string[] {
  if (tree.kind !== "map") return [];
  return [...tree.entries].filter(([key, { value }]) => isBlock(key, value)).map(([key]) => key);
}

// A sibling is a component like the one that has the block when they have another key in common.
function blockKeysLike(model: ValuesTree, child: ValuesTree): readonly string[] {
  if (model.kind !== "map" || child.kind !== "map") return [];
  if (![...child.entries.keys()].some((key) => model.entries.has(key))) return [];
  return blockKeysOf(model).filter((name) => !child.entries.has(name));
}

function isBlock(key: string | number, value: ValuesTree): boolean {
  if (typeof key === "number" || !/resources$/i.test(key)) return false;
  return value.kind === "map" || (value.kind === "leaf" && value.isNull);
}
