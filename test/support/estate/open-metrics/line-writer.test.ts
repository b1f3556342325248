import fc from "fast-check";
import { expect, test } from "vitest";
import { LineWriter, seriesPrefix } from "./line-writer.ts";

function written(writer: LineWriter): string {
  return Buffer.concat(writer.takeAll()).toString();
}

test("a sample is one line of OpenMetrics with its value in decimals and its time in seconds", () => {
  const writer = new LineWriter();
  const series = seriesPrefix("up", [["job", "kubelet"]]);

  writer.sample(series, 1_500_000, 6, 1_700_000_000_000);
  writer.sample(series, -1_000_000, 6, 1_700_000_000_250);
  writer.sample(series, 314_572_800, 0, 1_700_000_001_000);

  expect(written(writer)).toBe(
    'up{job="kubelet"} 1.500000 1700000000\n' +
      'up{job="kubelet"} -1 1700000000.250\n' +
      'up{job="kubelet"} 314572800 1700000001\n',
  );
});

test("every whole number and every millionth is written as JavaScript reads it", () => {
  const value = fc.integer({ min: -4_000_000_000_000, max: 4_000_000_000_000_000 });
  fc.assert(
    fc.property(value, fc.constantFrom(0, 6), (scaled, decimals) => {
      const writer = new LineWriter();
      writer.sample(seriesPrefix("m", [["a", "b"]]), scaled, decimals, 1000);
      const text = written(writer).split(" ")[1] ?? "";
      expect(Number(text)).toBe(scaled === 0 ? 0 : Number(`${scaled}e-${decimals}`));
    }),
  );
});

test("label values are escaped, and empty ones are left out", () => {
  const prefix = seriesPrefix("m", [
    ["path", 'C:\\x "y"\nz'],
    ["empty", ""],
  ]);
  expect(Buffer.from(prefix).toString()).toBe('m{path="C:\\\\x \\"y\\"\\nz"} ');
});

test("text beyond one chunk comes out whole and in order, cut between lines", () => {
  const writer = new LineWriter();
  const series = seriesPrefix("m", [["filler", "x".repeat(1000)]]);
  for (let i = 0; i < 3000; i++) writer.sample(series, i, 0, 1000);

  const chunks = [...writer.takeFull(), ...writer.takeAll()].map((chunk) => Buffer.from(chunk).toString());

  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks.every((chunk) => chunk.endsWith("\n"))).toBe(true);
  const values = chunks
    .join("")
    .trimEnd()
    .split("\n")
    .map((line) => Number(line.split(" ")[1]));
  expect(values).toEqual(Array.from({ length: 3000 }, (_, i) => i));
});
