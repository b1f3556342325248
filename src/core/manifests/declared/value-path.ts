import { err, ok, type Result } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";

// Nobody writes a longer one, and readers recurse along it.
const longestPath = 1_000;
const mostKeys = 50;

const segment = /(?:^|\.)(?:"((?:[^"\\]|\\.)*)"|([^."[\]]+))|\[(\d{1,6})\]/y;

/** Reads `servers[0]."a.b".port`: keys with dots between them, quoted where they hold one, and indexes from zero. */
export function parseValuePath(text: string): Result<NodePath, string> {
  if (text.length > longestPath) return err(`the path is longer than ${longestPath} characters`);
  const path: (string | number)[] = [];
  segment.lastIndex = 0;
  while (segment.lastIndex < text.length || path.length === 0) {
    const at = segment.lastIndex;
    const match = segment.exec(text);
    if (match === null) return err(`the path is not understood from "${text.slice(at, at + 20)}" on`);
    const [, quoted, bare, index] = match;
    const key = quoted === undefined ? bare : unquote(quoted);
    if (key === null) return err(`"${quoted}" in the path is no quoted text`);
    path.push(key ?? Number(index));
  }
  return path.length > mostKeys ? err(`the path has more than ${mostKeys} keys`) : ok(path);
}

function unquote(text: string): string | null {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return null;
  }
}
