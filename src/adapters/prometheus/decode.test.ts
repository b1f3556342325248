import { describe, expect, test } from "vitest";
import { decodeInstant, decodeRange, decodeSeries, MalformedData, UnusableType } from "./decode.ts";

const matrix = (values: unknown) => ({ resultType: "matrix", result: [{ metric: { a: "b" }, values }] });
const vector = (value: unknown) => ({ resultType: "vector", result: [{ metric: { a: "b" }, value }] });

describe("decoding an answer", () => {
  test("a range becomes numbers; NaN is counted as received and left out", () => {
    const values = [
      [1, "0.5"],
      [2, "NaN"],
      [3.25, "1e-7"],
      [4, "+Inf"],
      [5, "-Inf"],
      [6, "-0"],
    ];
    expect(decodeRange(matrix(values))).toEqual({
      value: [
        {
          labels: { a: "b" },
          times: Float64Array.of(1, 3.25, 4, 5, 6),
          values: Float64Array.of(0.5, 1e-7, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
        },
      ],
      samples: 6,
      histograms: 0,
    });
  });

  test("a series of nothing but NaN is no series", () => {
    expect(decodeRange(matrix([[1, "NaN"]])).value).toEqual([]);
  });

  test("native histograms are left out and counted", () => {
    const range = { resultType: "matrix", result: [{ metric: {}, histograms: [[1, { count: "2" }]] }] };
    expect(decodeRange(range)).toEqual({ value: [], samples: 0, histograms: 1 });
    const sample = { resultType: "vector", result: [{ metric: {}, histogram: [1, { count: "2" }] }] };
    expect(decodeInstant(sample)).toEqual({ value: [], samples: 0, histograms: 1 });
  });

  test("labels named like parts of an object are only labels", () => {
    const [labels] = decodeSeries(JSON.parse('[{"__proto__":"x","constructor":"y"}]')).value;
    expect(Object.entries(labels ?? {})).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
    expect(labels?.["toString"]).toBeUndefined();
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test.each(["", " 1", "0x10", "1_000", "1.2.3", "abc", "Infinity", "nan", "--1", "1e", 1, null, undefined])(
    "the sample value %j is malformed",
    (value) => {
      expect(() => decodeRange(matrix([[1, value]]))).toThrow(MalformedData);
      expect(() => decodeInstant(vector([1, value]))).toThrow(MalformedData);
    },
  );

  test.each([
    ["no pair", [[1]]],
    ["no list", "x"],
    ["a time in text", [["1", "1"]]],
    [
      "times out of order",
      [
        [2, "1"],
        [1, "1"],
      ],
    ],
    [
      "a time twice",
      [
        [1, "1"],
        [1, "1"],
      ],
    ],
    ["nothing", undefined],
  ])("a range with %s is malformed", (_, values) => {
    expect(() => decodeRange(matrix(values))).toThrow(MalformedData);
  });

  test.each([null, [], {}, { resultType: "vector" }, { resultType: "matrix", result: [null] }, "x"])(
    "%j is not the data of a range",
    (data) => {
      expect(() => decodeRange(data)).toThrow(MalformedData);
    },
  );

  test("a label whose value is no text is malformed", () => {
    expect(() => decodeSeries([{ a: 1 }])).toThrow(MalformedData);
  });

  test.each(["matrix", "string"])("a %s cannot be given as one value a series", (resultType) => {
    expect(() => decodeInstant({ resultType, result: [] })).toThrow(UnusableType);
  });
});
