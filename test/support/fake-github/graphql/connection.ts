export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
}

/** A list as GitHub's connections show it; cursors are not served. */
export function connection<T>(nodes: readonly T[], { first, last }: PageArguments) {
  const shown = first != null ? nodes.slice(0, first) : last != null ? nodes.slice(-last) : nodes;
  const hasNextPage = first != null && nodes.length > first;
  return { nodes: shown, totalCount: nodes.length, pageInfo: { hasNextPage, endCursor: null } };
}
