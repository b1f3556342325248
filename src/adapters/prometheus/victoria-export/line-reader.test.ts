import fc from "fast-check";
import { expect, test } from "vitest";
import { LineReader } from "./line-reader.ts";

function readerOf(pieces: readonly Uint8Array[], longest = 1_000): LineReader {
  const left = [...pieces];
  return new LineReader(async () => left.shift() ?? null, longest);
}

async function linesOf(reader: LineReader): Promise<string[]> {
  const lines: string[] = [];
  for (let line = await reader.next(); line !== null; line = await reader.next()) lines.push(line);
  return lines;
}

test("lines are the same wherever the bytes are cut, within a character too", async () => {
  const text = fc.string({ unit: "grapheme" }).map((line) => line.replace(/\n/g, "").trim());
  await fc.assert(
    fc.asyncProperty(fc.array(text), fc.array(fc.nat(50)), async (lines, sizes) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""), "utf8");
      const pieces: Uint8Array[] = [];
      let from = 0;
      for (const size of sizes) {
        pieces.push(bytes.subarray(from, from + size));
        from += size;
      }
      pieces.push(bytes.subarray(from));
      expect(await linesOf(readerOf(pieces, 10_000))).toEqual(lines.filter((line) => line !== ""));
    }),
  );
});

test("an answer that ends within a line is cut off, and what it says in words is kept", async () => {
  const cut = (text: string) => linesOf(readerOf([Buffer.from(text)]));
  await expect(cut('{"a":1}\n{"a"')).rejects.toMatchObject({
    message: "is cut off within a line",
    text: null,
  });
  await expect(cut('{"a":1}\ntimed out')).rejects.toMatchObject({ text: "timed out" });
});

test("a line without end is refused at the limit", async () => {
  let given = 0;
  const reader = new LineReader(async () => {
    given += 100;
    return new Uint8Array(100).fill(120);
  }, 1_000);
  await expect(reader.next()).rejects.toThrow("holds a line that is too long");
  expect(given).toBeLessThan(1_200);
});
