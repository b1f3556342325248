import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameOf, messageOf, xorPart } from "../../../../test/support/prometheus/fake-remote-read.ts";
import { threadedDecoder } from "../../../../test/support/prometheus/threaded-decoder.ts";
import { PrometheusClient } from "../client.ts";
import type { HttpStream } from "../http-stream.ts";
import { parsePrometheusUrl } from "../prometheus-url.ts";
import { SampleBuffer } from "../raw-samples/index.ts";
import { Decoder } from "./decoder.ts";
import { FramePieces } from "./frame-pieces.ts";

const url = parsePrometheusUrl("http://127.0.0.1:9");
if (!url.ok) throw new Error(url.error);
const client = new PrometheusClient({ url: url.value });

/** A stream of as many pieces as are asked for, which counts them. */
function endlessly(piece: Uint8Array): HttpStream & { readonly asked: () => number } {
  let asked = 0;
  const read = async () => {
    asked += 1;
    await nextTurn();
    return piece;
  };
  const none = () => {};
  const readAnswer = () => Promise.reject(new Error("not text"));
  return {
    status: 200,
    contentType: "",
    read,
    readAnswer,
    resume: none,
    pause: none,
    close: none,
    asked: () => asked,
  };
}

describe.each([
  ["in this thread", async () => new Decoder()],
  ["in a thread of its own", () => threadedDecoder()],
])("decoded %s", (_, startDecoder) => {
  let decoder: Decoder;
  beforeAll(async () => {
    decoder = await startDecoder();
  });
  afterAll(() => decoder.close());

  const series = (length: number) => xorPart({ pod: "a".repeat(length) }, [{ time: 1_000, value: 1 }]);
  const longSeries = series(60_000);
  /** A frame of about as many bytes. */
  const frameOfLength = (length: number) => frameOf(messageOf(series(length)));

  const times = (count: number, frame: Uint8Array) =>
    Buffer.concat(Array.from({ length: count }, () => frame));

  test.each([
    ["ordinary frames", times(3, frameOfLength(20_000)), 2_000_000],
    ["small frames", times(500, frameOfLength(10)), 400_000],
    ["empty frames", times(500, frameOf(new Uint8Array(0))), 40_000],
    ["large frames", frameOf(messageOf(...Array.from({ length: 50 }, () => longSeries))), 12_000_000],
  ])("where nobody asks for more of %s, no more is read than a little ahead", async (_name, piece, most) => {
    const stream = endlessly(piece);
    const pieces = new FramePieces(client, stream, decoder);
    await pieces.next();
    const looks = [];
    for (let look = 0; look < 6; look += 1) {
      await wait(100);
      looks.push(stream.asked());
    }
    const asked = looks.at(-1) ?? 0;
    expect(looks.slice(-2)).toEqual([asked, asked]);
    expect(asked * piece.length).toBeLessThan(most);
    while (stream.asked() === asked) await pieces.next();
  });

  test("a break in the answer is told after what came before it", async () => {
    const frames = [frameOfLength(20), frameOfLength(30)];
    const read = async () => {
      const frame = frames.shift();
      if (frame === undefined) throw new Error("broken");
      return frame;
    };
    const pieces = new FramePieces(client, { ...endlessly(new Uint8Array(0)), read }, decoder);
    const lengths: number[] = [];
    const readAll = async () => {
      for (let some = await pieces.next(); some !== null; some = await pieces.next())
        for (const piece of some) {
          const samples = new SampleBuffer();
          piece.appendTo(samples);
          lengths.push((piece.labels()["pod"] ?? "").length, samples.length);
        }
    };
    await expect(readAll()).rejects.toThrow("broken");
    expect(lengths).toEqual([20, 1, 30, 1]);
  });
});
