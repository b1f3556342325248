export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** A list as GitHub's connections show it. A cursor is a place in the list, so it moves with what is put before it. */
export function connection<T>(nodes: readonly T[], { first, last, after, before }: PageArguments) {
  const from = after == null ? 0 : placeOf(after) + 1;
  const to = before == null ? nodes.length : placeOf(before);
  const start = last == null ? from : Math.max(from, to - last);
  const end = first == null ? to : Math.min(to, start + first);
  const shown = nodes.slice(start, end);
  const pageInfo = {
    hasNextPage: end < nodes.length,
    hasPreviousPage: start > 0,
    startCursor: shown.length === 0 ? null : cursorOf(start),
    endCursor: shown.length === 0 ? null : cursorOf(end - 1),
  };
  return { nodes: shown, totalCount: nodes.length, pageInfo };
}

function cursorOf(place: number): string {
  return Buffer.from(`cursor:${place}`).toString("base64");
}

function placeOf(cursor: string): number {
  return Number(Buffer.from(cursor, "base64").toString("utf8").replace("cursor:", ""));
}
