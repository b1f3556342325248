import fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf } from "../../../../test/support/prometheus/fake-remote-read.ts";
import { MalformedAnswer } from "../raw-samples/index.ts";
import { FrameReader } from "./frames.ts";

/** A reader over bytes that come in the pieces given. */
function readerOf(...pieces: readonly Uint8Array[]): FrameReader {
  const left = [...pieces];
  return new FrameReader(async () => left.shift() ?? null);
}

async function framesOf(reader: FrameReader): Promise<string[]> {
  const frames: string[] = [];
  for (let frame = await reader.next(); frame !== null; frame = await reader.next())
    frames.push(Buffer.from(frame.bytes).toString("hex"));
  return frames;
}

async function refusalOf(...pieces: readonly Uint8Array[]): Promise<MalformedAnswer> {
  const thrown = await framesOf(readerOf(...pieces)).catch((problem: unknown) => problem);
  if (!(thrown instanceof MalformedAnswer)) throw new Error(`not refused: ${thrown}`);
  return thrown;
}

const frame = frameOf(Buffer.from("0123456789abcdef", "hex"));

test("frames come whole and in order, however the bytes are cut into pieces", async () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(messages, fc.integer({ min: 1, max: 500 }), async (contents, size) => {
      const bytes = Buffer.concat(contents.map((content) => frameOf(content)));
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      expect(await framesOf(readerOf(...pieces))).toEqual(
        contents.map((content) => Buffer.from(content).toString("hex")),
      );
    }),
  );
});

test("a frame larger than the buffer is read, and the small one after it", async () => {
  const large = new Uint8Array(300_000).fill(7);
  const bytes = Buffer.concat([frame, frameOf(large), frame]);
  const pieces = Array.from({ length: 40 }, (_, index) =>
    bytes.subarray(index * 10_000, (index + 1) * 10_000),
  );
  const frames = await framesOf(readerOf(...pieces));
  expect(frames.map((hex) => hex.length / 2)).toEqual([8, 300_000, 8]);
});

test("an answer without bytes has no frames", async () => {
  expect(await framesOf(readerOf())).toEqual([]);
});

test("a frame whose bytes were changed is refused", async () => {
  const changed = Uint8Array.from(frame);
  changed[7] = 0;
  expect((await refusalOf(frame, changed)).message).toBe("holds a frame with a wrong checksum");
});

test("an answer that ends anywhere within a frame is refused", async () => {
  for (let length = 1; length < frame.length; length += 1)
    expect((await refusalOf(frame, frame.subarray(0, length))).message).toBe("is cut off within a frame");
});

test("a length beyond the limit is refused after no more than a look at what follows", async () => {
  let given = 0;
  const endless = new FrameReader(async () => {
    given += 1_000;
    // 2^34 - 1, again and again.
    return Uint8Array.from({ length: 1_000 }, (_, index) => (index % 5 === 4 ? 63 : 255));
  });
  await expect(endless.next()).rejects.toThrow("holds a frame that is too long");
  expect(given).toBeLessThan(10_000);
});

test("a length that does not end is refused", async () => {
  expect((await refusalOf(new Uint8Array(1_000).fill(0xff))).message).toBe(
    "holds a frame of malformed length",
  );
});

test("text in place of a frame is told, for a server that fails on the way writes why", async () => {
  const text = Buffer.from("expanding series: context deadline exceeded\n");
  expect((await refusalOf(frame, text)).text).toBe("expanding series: context deadline exceeded");
  expect((await refusalOf(frame, Buffer.from(`${"long reason ".repeat(50)}\n`))).text).toMatch(
    /^long reason/,
  );
  expect((await refusalOf(frame.subarray(0, 9))).text).toBeNull();
});
