import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeXorChunk, type Sample } from "../../../../test/support/prometheus/encode-xor-chunk.ts";
import { runs } from "../../../../test/support/properties/sweep.ts";
import { MalformedAnswer, newColumns, SampleBuffer } from "../raw-samples/index.ts";
import { decodeXorChunk } from "./xor-chunk.ts";

// Written by Prometheus 2.42.
const real = Buffer.from(
  "000880a0abfef9623ff0000000000000e0d403407d6137ffb9d0d980e800fc0000000000d46aeb0017fe0000000000003fffffffffff93f7c10004000000000000a404999999999999a0",
  "hex",
);

function decode(bytes: Uint8Array): Sample[] {
  const buffer = new SampleBuffer(newColumns(1));
  decodeXorChunk(bytes, buffer);
  return Array.from({ length: buffer.length }, (_, index) => ({
    time: Math.round((buffer.times[index] ?? 0) * 1000),
    value: buffer.values[index] ?? 0,
  }));
}

test("a chunk that Prometheus wrote gives its samples", () => {
  expect(decode(real)).toEqual([
    { time: 1_700_000_000_000, value: 1 },
    { time: 1_700_000_060_000, value: 1 },
    { time: 1_700_000_120_250, value: 2.5 },
    { time: 1_700_000_240_000, value: -3 },
    { time: 1_700_003_840_000, value: Number.NaN },
    { time: 1_700_003_900_000, value: Number.POSITIVE_INFINITY },
    { time: 1_700_003_960_000, value: 0.1 },
    { time: 1_700_004_020_000, value: 0.1 },
  ]);
});

const anyValue = fc.oneof(
  fc.double(),
  fc.integer().map(Number),
  fc.constantFrom(0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE),
);
// Steady scrapes, jitter, and gaps that need each of the five lengths.
const anyDelta = fc.oneof(
  fc.constantFrom(15_000, 60_000),
  fc.integer({ min: 14_900, max: 15_100 }),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  fc.maxSafeInteger().map((gap) => (Math.abs(gap) % 2 ** 44) + 1),
);

test("any samples come back bit by bit", () => {
  const chunk = fc.tuple(
    fc.integer({ min: -(2 ** 42), max: 2 ** 42 }),
    fc.array(fc.tuple(anyDelta, anyValue), { maxLength: 130 }),
  );
  fc.assert(
    fc.property(chunk, ([start, steps]) => {
      let time = start;
      const samples = steps.map(([delta, value]) => {
        time += delta;
        return { time, value };
      });
      const decoded = decode(encodeXorChunk(samples));
      expect(decoded.map((sample) => sample.time)).toEqual(samples.map((sample) => sample.time));
      expect(new BigUint64Array(Float64Array.from(decoded, ({ value }) => value).buffer)).toEqual(
        new BigUint64Array(Float64Array.from(samples, ({ value }) => value).buffer),
      );
    }),
    { numRuns: runs(300) },
  );
});

test("a chunk tells whether all its values are finite", () => {
  const all = (...values: readonly number[]) =>
    decodeXorChunk(
      encodeXorChunk(values.map((value, index) => ({ time: index + 1, value }))),
      new SampleBuffer(),
    );
  expect(all()).toBe(true);
  expect(all(0, -1, 1e300, Number.MIN_VALUE)).toBe(true);
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(all(odd)).toBe(false);
    expect(all(1, odd, 1)).toBe(false);
  }
});

test("samples are added behind those that are there", () => {
  const buffer = new SampleBuffer(newColumns(2));
  decodeXorChunk(encodeXorChunk([{ time: 1, value: 10 }]), buffer);
  decodeXorChunk(
    encodeXorChunk([
      { time: 2, value: 20 },
      { time: 3, value: 30 },
    ]),
    buffer,
  );
  expect([...buffer.times.subarray(0, buffer.length)]).toEqual([0.001, 0.002, 0.003]);
  expect([...buffer.values.subarray(0, buffer.length)]).toEqual([10, 20, 30]);
});

test("the largest chunk there can be is read", () => {
  const samples = Array.from({ length: 65_535 }, (_, index) => ({ time: 15_000 * index, value: 7 }));
  expect(decode(encodeXorChunk(samples))).toEqual(samples);
});

test("a chunk that ends anywhere before its end is refused, and adds nothing", () => {
  for (let length = 0; length < real.length; length += 1) {
    const buffer = new SampleBuffer();
    expect(() => decodeXorChunk(real.subarray(0, length), buffer)).toThrow(MalformedAnswer);
    expect(buffer.length).toBe(0);
  }
});

test("a chunk that claims samples it cannot hold is refused without making room for them", () => {
  const buffer = new SampleBuffer(newColumns(1));
  const header = Uint8Array.of(255, 255);
  for (const chunk of [header, Buffer.concat([header, new Uint8Array(1_000)])]) {
    expect(() => decodeXorChunk(chunk, buffer)).toThrow("cut off");
  }
  expect(buffer.times.length).toBe(1);
});

test.each([
  ["a first time that does not end", [0, 1, ...new Array(30).fill(255)], "malformed time"],
  [
    "a first time beyond all times",
    [0, 1, ...new Array(9).fill(255), 1, 0, 0, 0, 0, 0, 0, 0, 0],
    "malformed time",
  ],
  ["a second time that is the first", [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "do not ascend"],
  [
    "a window of bits that none was set for",
    [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x80, 0],
    "malformed value",
  ],
  [
    "a window of more than 64 bits",
    [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0xff, ...new Array(9).fill(0)],
    "malformed value",
  ],
])("%s is refused", (_, bytes, message) => {
  expect(() => decode(Uint8Array.from(bytes))).toThrow(message);
});

test("whatever the bytes, they are refused or give ascending times", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 12, maxLength: 60 }),
      fc.integer({ min: 0, max: 300 }),
      (bytes, count) => {
        bytes.set([count >> 8, count & 255]);
        try {
          const times = decode(bytes).map(({ time }) => time);
          expect(times).toEqual([...new Set(times)].sort((left, right) => left - right));
        } catch (problem) {
          expect(problem).toBeInstanceOf(MalformedAnswer);
        }
      },
    ),
    { numRuns: runs(1_000) },
  );
});
