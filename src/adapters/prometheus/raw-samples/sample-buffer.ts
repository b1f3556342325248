/** Samples in two growing columns that are filled again and again, so that reading allocates next to nothing. */
export class SampleBuffer {
  /** Unix seconds. */
  times: Float64Array;
  values: Float64Array;
  /** The same memory as `values`: each as two halves, in the order of the machine. */
  valueHalves: Int32Array;
  /** How many samples are in use; what is after them is left from before. */
  length = 0;

  constructor(capacity = 1024) {
    this.times = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
    this.valueHalves = new Int32Array(this.values.buffer);
  }

  /** Makes room for `count` more samples. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.times.length) return;
    const capacity = Math.max(needed, 2 * this.times.length);
    this.times = grown(this.times, capacity);
    this.values = grown(this.values, capacity);
    this.valueHalves = new Int32Array(this.values.buffer);
  }
}

function grown(column: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}
