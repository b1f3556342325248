import { loadAll } from "js-yaml";

/** Values of a render by where they are: object, then path. */
export type Leaves = ReadonlyMap<string, string>;

export interface Difference {
  readonly path: string;
  /** `null` where it is gone. */
  readonly value: string | null;
}

/** Reads a render with a parser that the product does not edit with. Containers are told apart by name. */
export function leavesOf(rendered: string): Leaves {
  const leaves = new Map<string, string>();
  const documents = loadAll(rendered) as readonly unknown[];
  const counts = new Map<string, number>();
  for (const [index, document] of documents.entries()) {
    if (!isRecord(document)) continue;
    const { apiVersion, kind, metadata } = document;
    const { name, namespace } = isRecord(metadata) ? metadata : {};
    const identity = name === undefined ? `${index}` : `${apiVersion} ${kind} ${namespace ?? ""}/${name}`;
    const count = counts.get(identity) ?? 0;
    counts.set(identity, count + 1);
    collect(document, count === 0 ? identity : `${identity}#${count}`, leaves);
  }
  return leaves;
}

function collect(value: unknown, path: string, leaves: Map<string, string>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, `${path}[${nameIn(item) ?? index}]`, leaves);
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) collect(item, `${path}.${key}`, leaves);
  } else leaves.set(path, String(value));
}

function nameIn(item: unknown): string | null {
  return isRecord(item) && typeof item["name"] === "string" ? item["name"] : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function differences(before: Leaves, after: Leaves): readonly Difference[] {
  const changed = [...after].flatMap(([path, value]) =>
    before.get(path) === value ? [] : [{ path, value }],
  );
  // Nothing at all (`resources:` alone) gives way to what is added below it.
  const gaveWay = (path: string): boolean =>
    before.get(path) === "null" && changed.some((one) => one.path.startsWith(`${path}.`));
  const gone = [...before.keys()].flatMap((path) =>
    after.has(path) || gaveWay(path) ? [] : [{ path, value: null }],
  );
  return [...changed, ...gone];
}

/** `requests.cpu` of a path that ends so. */
export function fieldName(path: string): string {
  return path.split(".").slice(-2).join(".");
}
