import { MalformedAnswer, type SampleBuffer } from "../raw-samples/index.ts";
import { XorBits } from "./xor-bits.ts";

const headerBytes = 2;
const bits = new XorBits();
// One double as the two halves that JavaScript can XOR; which half is which depends on the machine.
const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const low = 1 - high;

/**
 * Appends the samples of a Gorilla chunk, as Prometheus writes it (tsdb/chunkenc/xor.go): a 16-bit count; the first
 * time and value; then differences of differences of times and XOR-ed values. Stale markers and NaN are among them.
 * Throws MalformedAnswer where bytes are missing or times do not ascend; then nothing is appended.
 */
export function decodeXorChunk(bytes: Uint8Array, into: SampleBuffer): void {
  const count = bytes.length < headerBytes ? -1 : (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  // The shortest sample after the first is two bits: a count that the bytes cannot hold is refused unallocated.
  if (count < 0 || 2 * (count - 1) > 8 * (bytes.length - headerBytes)) throw cutOff();
  if (count === 0) return;
  into.reserve(count);
  bits.open(bytes, headerBytes);
  decodeSamples(count, into.times, into.values, into.length);
  if (bits.isOverrun()) throw cutOff();
  into.length += count;
}

function decodeSamples(count: number, times: Float64Array, values: Float64Array, start: number): void {
  const end = start + count;
  let time = bits.readVarint();
  let value = setBits(bits.read(32), bits.read(32));
  times[start] = time;
  values[start] = value;
  let delta = count > 1 ? bits.readUvarint() : 0;
  // No value has set a window of bits yet; one more than 64 makes a reuse of it malformed.
  let leading = 65;
  let significant = 0;
  for (let index = start + 1; index < end; index += 1) {
    if (index > start + 1) delta += bits.readDeltaOfDelta();
    time += delta;
    if (!(delta > 0 && time <= Number.MAX_SAFE_INTEGER)) throw disorder();
    times[index] = time;
    if (bits.readBit() === 1) {
      if (bits.readBit() === 1) {
        const window = bits.read(11);
        leading = window >>> 6;
        significant = window & 63 || 64;
      }
      if (leading + significant > 64) throw new MalformedAnswer("holds a chunk with a malformed value");
      value = flipBits(64 - leading - significant, significant);
    }
    values[index] = value;
  }
}

function setBits(upper: number, lower: number): number {
  halves[high] = upper;
  halves[low] = lower;
  return double[0] ?? 0;
}

/** XORs the value before with `significant` bits that are followed by `trailing` zeros. */
function flipBits(trailing: number, significant: number): number {
  const upper = significant > 32 ? bits.read(significant - 32) : 0;
  const lower = bits.read(Math.min(significant, 32));
  if (trailing >= 32) {
    halves[high] = (halves[high] ?? 0) ^ (lower << (trailing - 32));
    return double[0] ?? 0;
  }
  // A shift by 32 is one by 0 in JavaScript.
  const carried = trailing === 0 ? 0 : lower >>> (32 - trailing);
  return setBits(
    (halves[high] ?? 0) ^ ((upper << trailing) | carried),
    (halves[low] ?? 0) ^ (lower << trailing),
  );
}

function cutOff(): MalformedAnswer {
  return new MalformedAnswer("holds a chunk that is cut off");
}

function disorder(): MalformedAnswer {
  return new MalformedAnswer("holds a chunk whose times do not ascend");
}
