import { Document, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { formatInstant, showText } from "../model/index.ts";
import { type Configuration, describeOrigin, originOf } from "./configure.ts";
import { describePath } from "./problem.ts";

/**
 * The configuration that holds, as a file that could be put into a repository, with where each value comes from behind
 * it. What an operator allows of paths cannot be written in such a file, and is a comment.
 */
export function printConfiguration({ effective, origins, policy }: Configuration): string {
  const document = new Document({ version: 1, ...effective });
  const comment = (path: readonly (string | number)[]): string =>
    ` ${showText(describeOrigin(originOf(origins, describePath(path))), 200)}`;
  if (isMap(document.contents))
    annotate(document.contents.items as Pair<unknown, Node | null>[], [], comment);
  const { within } = policy.paths;
  if (within.length > 0)
    document.comment = ` The operator allows edits of ${showText(within.join(", "), 400)} only.`;
  return document.toString({ lineWidth: 0 });
}

/** Configuration for programs. */
export function configurationJson({ effective, origins, policy, warnings }: Configuration): string {
  const freezes = policy.freezes.map(({ from, to, reason }) => ({
    from: formatInstant(from),
    to: formatInstant(to),
    reason,
  }));
  const report = {
    version: 1,
    settings: effective,
    origins: Object.fromEntries([...origins].map(([path, origin]) => [path, describeOrigin(origin)])),
    freezes,
    pathsWithin: policy.paths.within,
    warnings,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

type Comment = (path: readonly (string | number)[]) => string;

function annotate(
  pairs: readonly Pair<unknown, Node | null>[],
  path: readonly string[],
  comment: Comment,
): void {
  for (const { key, value } of pairs) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const at = [...path, name];
    if (name === "version" && path.length === 0) continue;
    if (isMap(value) && value.items.length > 0)
      annotate(value.items as Pair<unknown, Node | null>[], at, comment);
    else if (isSeq(value) && (name === "rules" || name === "freezes") && path.length === 0)
      for (const [index, item] of value.items.entries()) before(item as Node | null, comment([...at, index]));
    else if (isSeq(value)) flow(value, comment(at));
    else if (value !== null) value.comment = comment(at);
  }
}

function flow(value: Node & { flow?: boolean }, comment: string): void {
  value.flow = true;
  value.comment = comment;
}

function before(item: Node | null, comment: string): void {
  if (item !== null) item.commentBefore = comment;
}
