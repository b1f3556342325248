import fc from "fast-check";
import { expect, test } from "vitest";
import { importLine } from "../../../../test/support/victoria-metrics/import-line.ts";
import { MalformedAnswer, newColumns, SampleBuffer } from "../raw-samples/index.ts";
import { readExportLine } from "./export-line.ts";

function read(line: string) {
  const piece = readExportLine(line);
  const samples = new SampleBuffer(newColumns(1));
  piece.appendTo(samples);
  const { times, values, length } = samples;
  return {
    labels: Object.entries(piece.labels()),
    samples: Array.from({ length }, (_, index) => [times[index], values[index]]),
  };
}

function failureOf(line: string): MalformedAnswer {
  try {
    read(line);
  } catch (problem) {
    if (problem instanceof MalformedAnswer) return problem;
    throw problem;
  }
  throw new Error("nothing failed");
}

test("a line is the samples of one series, whose times are in milliseconds", () => {
  expect(
    read('{"metric":{"__name__":"load","pod":"ü\\""},"values":[1,-0.5,1e300],"timestamps":[1000,2500,3000]}'),
  ).toEqual({
    labels: [
      ["__name__", "load"],
      ["pod", 'ü"'],
    ],
    samples: [
      [1, 1],
      [2.5, -0.5],
      [3, 1e300],
    ],
  });
});

const infinity = Number.POSITIVE_INFINITY;
test.each([
  ["with quotes, as newer versions write them", '["Infinity","-Infinity",null]'],
  ["without, as version 1.79 writes them", "[+Inf,-Inf,NaN]"],
])("infinities and NaN are read %s", (_, values) => {
  const line = `{"metric":{"a":",\\"values\\":[Inf]","NaN":"+Inf"},"values":${values},"timestamps":[1000,2000,3000]}`;
  expect(read(line)).toEqual({
    labels: [
      ["a", ',"values":[Inf]'],
      ["NaN", "+Inf"],
    ],
    samples: [
      [1, infinity],
      [2, -infinity],
      [3, Number.NaN],
    ],
  });
});

test("the order of labels does not make two series of one", () => {
  const key = (metric: string) => readExportLine(`{"metric":${metric},"values":[],"timestamps":[]}`).key;
  expect(key('{"a":"1","b":"2"}')).toBe(key('{"b":"2","a":"1"}'));
  expect(key('{"a":"1","b":"2"}')).not.toBe(key('{"a":"2","b":"1"}'));
});

test("a label called __proto__ is a label", () => {
  expect(read('{"metric":{"__proto__":"x"},"values":[],"timestamps":[]}').labels).toEqual([
    ["__proto__", "x"],
  ]);
});

test("whatever the samples, a line gives them back", () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(infinity, -infinity, Number.NaN));
  const label = fc.string({ unit: "binary" });
  const samples = fc.array(fc.tuple(fc.nat(4_000_000_000), value));
  fc.assert(
    fc.property(fc.dictionary(label, label), samples, (labels, pairs) => {
      const expected = pairs.map(([seconds, amount]) => [seconds, amount === 0 ? 0 : amount]);
      const { samples: got, labels: gotLabels } = read(importLine(labels, pairs));
      expect(got.map(([time, amount]) => [time, amount === 0 ? 0 : amount])).toEqual(expected);
      expect(gotLabels).toEqual(Object.entries(JSON.parse(JSON.stringify(labels))));
    }),
  );
});

test.each([
  ["half a line", '{"metric":{"a":"b"},"values":[1,2', "holds a line that is not JSON", null],
  ["words", "cannot read block: EOF", "holds a line that is not JSON", "cannot read block: EOF"],
  ["an error", '{"status":"error","error":"search timed out"}', "holds an error", "search timed out"],
  ["another thing", '{"status":"success","data":[]}', "has a malformed label set", null],
  ["no object", "[1,2]", "has a malformed line", null],
  [
    "a number as a label",
    '{"metric":{"a":1},"values":[],"timestamps":[]}',
    "has a malformed label value",
    null,
  ],
  [
    "fewer values than timestamps",
    '{"metric":{},"values":[1],"timestamps":[1,2]}',
    "holds a line whose values and timestamps do not match",
    null,
  ],
  [
    "a word as a value",
    '{"metric":{},"values":["x"],"timestamps":[1]}',
    "holds a malformed sample value",
    null,
  ],
  [
    "half a millisecond",
    '{"metric":{},"values":[1],"timestamps":[1.5]}',
    "holds a malformed timestamp",
    null,
  ],
  ["no time", '{"metric":{},"values":[1],"timestamps":[null]}', "holds a malformed timestamp", null],
])("%s is refused", (_, line, message, text) => {
  expect(failureOf(line)).toMatchObject({ message, text });
});
