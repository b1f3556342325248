import { json, type Reply } from "./reply.ts";
import type { Call } from "./router.ts";

/** One page of a list, with GitHub's Link header. */
export function page<T>(call: Call, items: readonly T[], path: string, show: (item: T) => unknown): Reply {
  const size = Math.min(100, positive(call.query.get("per_page"), 30));
  const number = positive(call.query.get("page"), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const links: string[] = [];
  const link = (to: number, rel: string): void => {
    const query = new URLSearchParams(call.query);
    query.set("page", `${to}`);
    links.push(`<${call.apiUrl}${path}?${query}>; rel="${rel}"`);
  };
  if (number > 1) link(number - 1, "prev");
  if (number < last) {
    link(number + 1, "next");
    link(last, "last");
  }
  if (number > 1) link(1, "first");
  const shown = items.slice((number - 1) * size, number * size).map(show);
  return { ...json(200, shown), headers: links.length > 0 ? { link: links.join(", ") } : {} };
}

/** A page of a list that GitHub wraps: `{ total_count, <key>: [...] }`. */
export function countedPage<T>(
  call: Call,
  key: string,
  items: readonly T[],
  path: string,
  show: (item: T) => unknown,
): Reply {
  const listed = page(call, items, path, show);
  return { ...listed, body: { total_count: items.length, [key]: listed.body } };
}

function positive(text: string | null, fallback: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}
