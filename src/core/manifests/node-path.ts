/** Path of keys and indexes from the root of one document. */
export type NodePath = readonly (string | number)[];

/** For people: `spec.containers[0].name`. */
export function formatPath(path: NodePath): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
}
