// Odd multiples of one thousandth: no writer of quantities shortens or rescales them, whether for CPU or for memory,
// and nobody writes 700,000 cores.
const first = 700_000_001;

/** The quantity that stands for a slot, by the slot's number among those that are planted together. */
export function sentinelOf(number: number): string {
  return `${first + 2 * number}m`;
}

/** The number of the slot that a rendered quantity stands for; `null` when it is a real one. */
export function slotOfSentinel(text: string): number | null {
  const digits = /^(\d{9,12})m$/.exec(text)?.[1];
  if (digits === undefined) return null;
  const offset = Number(digits) - first;
  return offset >= 0 && offset % 2 === 0 ? offset / 2 : null;
}

// Counts are int32. Nobody asks for two thousand million pods, per cent or seconds.
const firstNumber = 2_000_000_001;
const lastNumber = 2 ** 31 - 1;

/** The whole number that stands for a slot, by the same number; `null` where that is too large. */
export function numberSentinelOf(number: number): string | null {
  const sentinel = firstNumber + number;
  return sentinel > lastNumber ? null : String(sentinel);
}

/** The number of the slot that a rendered number stands for; `null` when it is a real one. */
export function slotOfNumberSentinel(text: string): number | null {
  const sentinel = /^\d{10}$/.test(text) ? Number(text) : 0;
  return sentinel >= firstNumber && sentinel <= lastNumber ? sentinel - firstNumber : null;
}

/** The key that stands for a mapping slot. */
export function markerKey(number: number): string {
  return `optpass-${number}`;
}

/** A key that every layer overwrites, so that its value, a marker, names the layer that is applied last. */
export const lastMarkerKey = "optpass-last";

/** The number of the slot that a rendered key stands for. */
export function slotOfMarker(key: string): number | null {
  const digits = /^optpass-(\d{1,9})$/.exec(key)?.[1];
  return digits === undefined ? null : Number(digits);
}
