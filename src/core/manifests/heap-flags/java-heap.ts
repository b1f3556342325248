import { percentOf, type StatedSize, sizeOf, unknownSize, wordsOf } from "./stated-size.ts";

/**
 * What options of a Java command line say of its heap. A maximum in bytes stands above any percentage, and the last one
 * counts (HotSpot, `Arguments::set_heap_size`). Options in a file are not known. `null`: nothing.
 */
export function readJavaHeap(text: string): StatedSize | null {
  const stated = wordsOf(text).flatMap((word) => statedBy(word) ?? []);
  return strongest(stated);
}

/** Of sizes in the order in which the JVM reads them, the one that it takes. */
export function strongest<Stated extends StatedSize>(stated: readonly Stated[]): Stated | null {
  return (
    stated.findLast(({ size }) => size.kind === "bytes" || size.kind === "unknown") ?? stated.at(-1) ?? null
  );
}

const inFile = /^(?:@.|-XX:(?:Flags|VMOptionsFile)=)/;

function statedBy(word: string): StatedSize | null {
  const [, bytes] = /^(?:-Xmx|-XX:MaxHeapSize=)(.*)$/.exec(word) ?? [];
  if (bytes !== undefined) return { size: sizeOf(bytes), text: word };
  const [, percent] = /^-XX:MaxRAMPercentage=(.*)$/.exec(word) ?? [];
  if (percent !== undefined) return { size: percentOf(percent), text: word };
  const [, fraction] = /^-XX:MaxRAMFraction=(.*)$/.exec(word) ?? [];
  if (fraction !== undefined) {
    const parts = /^[1-9]\d{0,3}$/.test(fraction) ? Number(fraction) : null;
    return { size: parts === null ? unknownSize : { kind: "share", share: 1 / parts }, text: word };
  }
  // MaxRAM stands in for the container's limit, so the heap no longer follows it.
  return word.startsWith("-XX:MaxRAM=") || inFile.test(word) ? { size: unknownSize, text: word } : null;
}
