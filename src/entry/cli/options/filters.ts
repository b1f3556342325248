import type { WorkloadRef } from "../../../core/model/index.ts";

type Matches = (text: string) => boolean;

/** A workload, or an object that is named like one. */
export interface NamedObject extends Omit<WorkloadRef, "kind"> {
  readonly kind: string;
}

/** Which containers a person asked about. */
export interface Filters {
  readonly wantsNamespace: (namespace: string) => boolean;
  readonly wantsWorkload: (workload: NamedObject) => boolean;
}

/**
 * Filters from repeated `--namespace` and `--workload` flags. A name may hold `*` for any characters; a workload may
 * be `NAME`, `KIND/NAME` or `NAMESPACE/KIND/NAME`, or be written as reports name it: `payments/api`, `eu:payments/api`.
 * No flag means everything.
 */
export function readFilters(namespaces: readonly string[], workloads: readonly string[]): Filters {
  const namespacePatterns = namespaces.map(wildcard);
  const workloadPatterns = workloads.map(workloadPattern);
  const wantsNamespace = (namespace: string): boolean =>
    namespacePatterns.length === 0 || namespacePatterns.some((matches) => matches(namespace));
  return {
    wantsNamespace,
    wantsWorkload: (workload) =>
      wantsNamespace(workload.namespace) &&
      (workloadPatterns.length === 0 || workloadPatterns.some((matches) => matches(workload))),
  };
}

/** Part by part, so that a `*` stays within the name, the kind or the namespace that it stands in. */
function workloadPattern(text: string): (workload: NamedObject) => boolean {
  const parts = text.split("/").map((part) => wildcard(part.toLowerCase()));
  const last: Matches = parts.at(-1) ?? wildcard("");
  const [first = last, second = last] = parts;
  return ({ cluster, namespace, kind, name }) => {
    if (!last(name.toLowerCase())) return false;
    const isThere = first(namespace.toLowerCase()) || first(`${cluster ?? ""}:${namespace}`.toLowerCase());
    const isKind = (matches: Matches): boolean => matches(kind.toLowerCase());
    if (parts.length === 1) return true;
    if (parts.length === 2) return isKind(first) || (isThere && kind === "Deployment");
    return parts.length === 3 && isThere && isKind(second);
  };
}

/** Matches by literal pieces in order: linear, whatever the pattern. */
function wildcard(pattern: string): Matches {
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
