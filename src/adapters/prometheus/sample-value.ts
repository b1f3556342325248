const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

const words: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["+Inf", Number.POSITIVE_INFINITY],
  ["Inf", Number.POSITIVE_INFINITY],
  ["-Inf", Number.NEGATIVE_INFINITY],
]);

/** A sample value as the API writes it, in a string; `null` for anything else. Stale markers read as NaN. */
export function readSampleValue(value: unknown): number | null {
  if (typeof value !== "string") return null;
  // Number() alone would take "", " 1" and "0x10".
  return words.get(value) ?? (value.length < 400 && decimal.test(value) ? Number(value) : null);
}
