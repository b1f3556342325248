import type { WorkloadRef } from "../../../core/model/index.ts";

/** Which containers a person asked about. */
export interface Filters {
  readonly wantsNamespace: (namespace: string) => boolean;
  readonly wantsWorkload: (workload: WorkloadRef) => boolean;
}

/**
 * Filters from repeated `--namespace` and `--workload` flags. A name may hold `*` for any characters; a workload may
 * be `NAME` or `KIND/NAME`. No flag means everything.
 */
export function readFilters(namespaces: readonly string[], workloads: readonly string[]): Filters {
  const namespacePatterns = namespaces.map(wildcard);
  const workloadPatterns = workloads.map((text) => wildcard(text.toLowerCase()));
  const wantsNamespace = (namespace: string): boolean =>
    namespacePatterns.length === 0 || namespacePatterns.some((matches) => matches(namespace));
  return {
    wantsNamespace,
    wantsWorkload: ({ namespace, kind, name }) =>
      wantsNamespace(namespace) &&
      (workloadPatterns.length === 0 ||
        workloadPatterns.some(
          (matches) => matches(name.toLowerCase()) || matches(`${kind}/${name}`.toLowerCase()),
        )),
  };
}

/** Matches by literal pieces in order: linear, whatever the pattern. */
function wildcard(pattern: string): (text: string) => boolean {
  const pieces = pattern.split("*");
  const [head = ""] = pieces;
  const tail = pieces.at(-1) ?? "";
  if (pieces.length === 1) return (text) => text === pattern;
  return (text) => {
    if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail))
      return false;
    let at = head.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = text.indexOf(piece, at);
      if (found < 0 || found + piece.length > text.length - tail.length) return false;
      at = found + piece.length;
    }
    return true;
  };
}
