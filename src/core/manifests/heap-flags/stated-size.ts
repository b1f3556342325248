import type { HeapSize } from "../../model/index.ts";

/** What a text says of the size of a heap, with the words that say it. */
export interface StatedSize {
  readonly size: HeapSize;
  readonly text: string;
}

export const unknownSize: HeapSize = { kind: "unknown" };

const units: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** `512m`, `2G`, `1073741824`; anything else, as a variable, is unknown. */
export function sizeOf(text: string): HeapSize {
  const [, digits = "", unit = ""] = /^(\d{1,15})([kmgt]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * (units[unit.toLowerCase()] ?? Number.NaN);
  return bytes > 0 ? { kind: "bytes", bytes } : unknownSize;
}

export function percentOf(text: string): HeapSize {
  const percent = /^\d{1,3}(?:\.\d*)?$/.test(text) ? Number(text) : Number.NaN;
  return percent > 0 && percent <= 100 ? { kind: "share", share: percent / 100 } : unknownSize;
}

/** Words of a command line, as a shell would part them; quotes are dropped. */
export function wordsOf(text: string): readonly string[] {
  return (text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) => word.replace(/["']/g, ""));
}
