import { PassThrough, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { writeAll } from "./write-all.ts";

test("a reader that is slow holds up the writer: little waits in memory, however much is written", async () => {
  const stream = new PassThrough({ highWaterMark: 1024 });
  let [read, most] = [0, 0];
  const slow = new Writable({
    highWaterMark: 1024,
    write(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      setImmediate(done);
    },
  });
  const piped = pipeline(stream, slow);
  for (let index = 0; index < 5_000; index += 1) {
    await writeAll(stream, "x".repeat(100));
    most = Math.max(most, stream.writableLength + stream.readableLength);
  }
  stream.end();
  await piped;

  expect(read).toBe(500_000);
  expect(most).toBeLessThan(8 * 1024);
});

test("a reader that goes away holds nobody up", async () => {
  const stream = new PassThrough({ highWaterMark: 10 });
  const waits = writeAll(stream, "x".repeat(100));
  stream.destroy();

  await waits;
  await writeAll(stream, "x".repeat(100));
});
