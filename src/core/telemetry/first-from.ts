/** Where an ascending column first reaches a moment, from an index on; its length if it never does. */
export function firstFrom(times: Float64Array, moment: number, from: number): number {
  let [low, high] = [from, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
