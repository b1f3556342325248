import fc from "fast-check";
import { expect, test } from "vitest";
import { messageOf, type SeriesPart } from "../../../../test/support/prometheus/fake-remote-read.ts";
import { runs } from "../../../../test/support/properties/sweep.ts";
import { MalformedAnswer } from "../raw-samples/index.ts";
import { decodeLabels, readChunks } from "./chunked-response.ts";

function read(message: Uint8Array) {
  return [...readChunks(message)].map(({ key, encoding, data }) => ({
    labels: Object.entries(decodeLabels(key)),
    encoding,
    data: [...data],
  }));
}

const part: SeriesPart = { labels: { a: "ü", b: "" }, chunks: [{ type: 1, data: Uint8Array.of(1, 2, 3) }] };

test("each chunk comes with the labels of its series", () => {
  const other = {
    labels: { c: "x" },
    chunks: [
      { type: 2, data: Uint8Array.of(4) },
      { type: 1, data: Uint8Array.of(5) },
    ],
  };
  expect(read(messageOf(part, other))).toEqual([
    {
      labels: [
        ["a", "ü"],
        ["b", ""],
      ],
      encoding: "xor",
      data: [1, 2, 3],
    },
    { labels: [["c", "x"]], encoding: "histogram", data: [4] },
    { labels: [["c", "x"]], encoding: "xor", data: [5] },
  ]);
});

test("equal labels have one key, in whatever message", () => {
  const keys = [messageOf(part), messageOf(part, part)].flatMap((message) => [...readChunks(message)]);
  expect(new Set(keys.map(({ key }) => key)).size).toBe(1);
});

test("a label called __proto__ is a label", () => {
  const labels = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
  expect(read(messageOf({ ...part, labels }))[0]?.labels).toEqual([
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});

test("a chunk of an unknown encoding is refused, for leaving it out would look like a gap", () => {
  for (const type of [0, 4, -1])
    expect(() => read(messageOf({ ...part, chunks: [{ type, data: new Uint8Array(9) }] }))).toThrow(
      "unknown encoding",
    );
});

test("labels beyond all measure are refused", () => {
  expect(() => read(messageOf({ ...part, labels: { a: "x".repeat(70_000) } }))).toThrow(
    "labels are too long",
  );
});

test("a message that ends anywhere within a field is refused", () => {
  const message = messageOf(part).subarray(0, -2); // without the index of the query
  for (let length = 1; length < message.length; length += 1)
    expect(() => read(message.subarray(0, length))).toThrow(MalformedAnswer);
});

test("a chunk that reaches out of its series is refused", () => {
  // A series of two bytes; its chunk says that it has four.
  expect(() => read(Uint8Array.of(0x0a, 2, 0x12, 4, 0x22, 2, 1, 2))).toThrow(MalformedAnswer);
});

test("labels that come after a chunk, which would then belong to no series, are refused", () => {
  const [chunk, label] = [
    [0x12, 5, 0x18, 1, 0x22, 1, 0],
    [0x0a, 3, 0x0a, 1, 0x61],
  ];
  expect(read(Uint8Array.of(0x0a, 12, ...label, ...chunk))).toHaveLength(1);
  expect(() => read(Uint8Array.of(0x0a, 12, ...chunk, ...label))).toThrow("labels come after its chunks");
});

test("whatever the bytes, they are refused or read in time", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        read(bytes);
      } catch (problem) {
        expect(problem).toBeInstanceOf(MalformedAnswer);
      }
    }),
    { numRuns: runs(2_000) },
  );
});
