import { percentOf, type StatedSize, sizeOf, wordsOf } from "./stated-size.ts";

/** What options of Node say of V8's old space, in MiB or since Node 24 in percent; the last one counts. */
export function readNodeHeap(text: string): StatedSize | null {
  const words = wordsOf(text);
  const stated = words.flatMap((word, index): StatedSize[] => {
    // V8 takes an underscore for a dash, and a space for the equals sign.
    const [, name, attached] =
      /^--(max[-_]old[-_]space[-_]size(?:[-_]percentage)?)(?:=(.*))?$/.exec(word) ?? [];
    if (name === undefined) return [];
    const value = attached ?? words[index + 1] ?? "";
    const shown = attached === undefined ? `${word} ${value}`.trim() : word;
    return [{ size: name.endsWith("percentage") ? percentOf(value) : sizeOf(`${value}m`), text: shown }];
  });
  return stated.at(-1) ?? null;
}
