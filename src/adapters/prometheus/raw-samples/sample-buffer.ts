/** Unix seconds, and a value for each. */
export interface SampleColumns {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Samples in two growing columns that are filled again and again, so that reading allocates next to nothing. */
export class SampleBuffer {
  /** Unix seconds. */
  times: Float64Array;
  values: Float64Array;
  /** The same memory as `values`: each as two halves, in the order of the machine. */
  valueHalves: Int32Array;
  /** How many samples are in use; what is after them is left from before. */
  length = 0;

  /** Empty. Fills columns of one length, and takes longer ones where those are full. */
  constructor({ times, values }: SampleColumns = newColumns(1024)) {
    this.times = times;
    this.values = values;
    this.valueHalves = new Int32Array(values.buffer);
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

  append(times: Float64Array, values: Float64Array): void {
    this.reserve(times.length);
    this.times.set(times, this.length);
    this.values.set(values, this.length);
    this.length += times.length;
  }
}

export function newColumns(capacity: number): SampleColumns {
  return { times: new Float64Array(capacity), values: new Float64Array(capacity) };
}

function grown(column: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}
