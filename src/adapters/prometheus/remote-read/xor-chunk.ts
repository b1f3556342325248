import { MalformedAnswer } from "../raw-samples/malformed-answer.ts";
import type { SampleBuffer } from "../raw-samples/sample-buffer.ts";
import { ChunkBits } from "./chunk-bits.ts";
import { deltaAt, lengthOfDelta } from "./delta-of-delta.ts";
import { readUvarint, readVarint } from "./varint.ts";
import { XorValue } from "./xor-value.ts";

const countBytes = 2;
const bits = new ChunkBits();
const value = new XorValue(bits);

/**
 * Appends the samples of a Gorilla chunk, as Prometheus writes it (tsdb/chunkenc/xor.go): a 16-bit count; the first
 * time and value; then differences of differences of times and XOR-ed values. True where every value is finite: NaN and
 * stale markers are not. Throws MalformedAnswer where bytes are missing or times do not ascend; then nothing is
 * appended.
 */
export function decodeXorChunk(bytes: Uint8Array, into: SampleBuffer): boolean {
  const count = bytes.length < countBytes ? -1 : (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  // The shortest sample after the first is two bits: a count that the bytes cannot hold is refused unallocated.
  if (count < 0 || 2 * (count - 1) > 8 * (bytes.length - countBytes)) throw cutOff();
  if (count === 0) return true;
  into.reserve(count);
  bits.load(bytes);
  decodeSamples(count, into);
  into.length += count;
  return value.wasFinite;
}

function decodeSamples(count: number, { times, valueHalves, length: start }: SampleBuffer): void {
  const first = readVarint(bits, 8 * countBytes);
  // A number out of an object would be boxed again at every sample; `Number` tells the compiler that it is one.
  let time = Number(first.value);
  let position = value.begin(first.end);
  times[start] = time / 1000;
  value.write(valueHalves, start);
  if (position > bits.length) throw cutOff();
  if (count === 1) return;
  const second = readUvarint(bits, position);
  let delta = Number(second.value);
  position = second.end;
  for (let index = start + 1; ; ) {
    time += delta;
    if (!(delta > 0 && time <= Number.MAX_SAFE_INTEGER)) throw disorder();
    position = value.next(position);
    times[index] = time / 1000;
    value.write(valueHalves, index);
    if (position > bits.length) throw cutOff();
    index += 1;
    if (index === start + count) return;
    const length = lengthOfDelta(bits.headAt(position));
    if (length > 1) delta += deltaAt(bits, position, length);
    position += length;
  }
}

function cutOff(): MalformedAnswer {
  return new MalformedAnswer("holds a chunk that is cut off");
}

function disorder(): MalformedAnswer {
  return new MalformedAnswer("holds a chunk whose times do not ascend");
}
