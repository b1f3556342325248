import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { frameOf, messageOf, xorPart } from "../../../../test/support/prometheus/fake-remote-read.ts";
import { threadedDecoder } from "../../../../test/support/prometheus/threaded-decoder.ts";
import { MalformedAnswer } from "../raw-samples/index.ts";
import { RequestFailure } from "../request-failure.ts";
import { bytesBeforeFor, Decoder } from "./decoder.ts";
import { FrameReader } from "./frames.ts";
import { type Parcel, pack } from "./parcel.ts";

const start = { frame: 0, chunk: 0 };
const decoders: Decoder[] = [];

afterEach(async () => {
  for (const decoder of decoders.splice(0)) await decoder.close();
});

function kept(decoder: Decoder): Decoder {
  decoders.push(decoder);
  return decoder;
}

/** A parcel of one series with a sample at each of these seconds. */
async function parcelOf(decoder: Decoder, ...seconds: readonly number[]): Promise<Parcel> {
  const samples = seconds.map((second) => ({ time: second * 1000, value: second }));
  const bytes = [frameOf(messageOf(xorPart({ pod: "a" }, samples)))];
  const frame = await new FrameReader(async () => bytes.shift() ?? null).next();
  if (frame === null) throw new Error("no frame");
  return pack(decoder.takeParcel(), frame);
}

async function timesFrom(decoder: Decoder, ...seconds: readonly number[]): Promise<readonly number[]> {
  const { parcel, content } = await decoder.unpack(await parcelOf(decoder, ...seconds), start);
  return [...parcel.times.subarray(0, content.runs.at(-1)?.end)];
}

/** A worker that runs this text; `reply` answers. */
function running(text: string): () => Worker {
  const head =
    "const { parentPort } = require('node:worker_threads'); const reply = (it) => parentPort.postMessage(it);";
  return () => new Worker(`${head} ${text}`, { eval: true });
}

test("a thread is started when so much was decoded, and not before", async () => {
  let started = 0;
  const startWorker = () => {
    started += 1;
    return running("reply('ready'); parentPort.on('message', () => {})")();
  };
  const decoder = kept(new Decoder({ bytesBefore: 100, startWorker }));
  const counts: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    await timesFrom(decoder, 1, 2, 3);
    counts.push(started);
  }
  expect(counts).toEqual([0, 0, 1, 1]);
});

test("several parcels at a time come back each to whom it belongs", async () => {
  const decoder = kept(await threadedDecoder());
  const read = await Promise.all([1, 2, 3, 4, 5].map((first) => timesFrom(decoder, first, first + 10)));
  expect(read).toEqual([1, 2, 3, 4, 5].map((first) => [first, first + 10]));
  expect(decoder.isThreaded).toBe(true);
});

test("a parcel that is malformed says why, and the thread goes on", async () => {
  const decoder = kept(await threadedDecoder());
  const parcel = await parcelOf(decoder, 1);
  const changed = { ...parcel, frames: parcel.frames.map((frame) => ({ ...frame, checksum: 1 })) };
  await expect(decoder.unpack(changed, start)).rejects.toThrow(MalformedAnswer);
  expect(await timesFrom(decoder, 1, 2)).toEqual([1, 2]);
});

test.each([
  ["ends", "parentPort.on('message', () => process.exit(3))"],
  ["throws", "parentPort.on('message', () => { throw new Error('out of luck') })"],
])(
  "a thread that %s fails what waits for it, to be tried again, and is not used any more",
  async (_, text) => {
    const decoder = kept(await threadedDecoder(running(`reply('ready'); ${text}`)));
    const parcels = [await parcelOf(decoder, 1), await parcelOf(decoder, 2)];
    const outcomes = await Promise.allSettled(parcels.map((parcel) => decoder.unpack(parcel, start)));
    for (const outcome of outcomes) {
      if (outcome.status === "fulfilled" || !(outcome.reason instanceof RequestFailure))
        throw new Error("no failure");
      expect(outcome.reason).toMatchObject({ again: true, reason: { code: "unreachable" } });
      expect(outcome.reason.message).toBe("the thread that decodes answers has ended");
    }
    expect(decoder.isThreaded).toBe(false);
    expect(await timesFrom(decoder, 1, 2)).toEqual([1, 2]);
  },
);

test.each([
  [
    "may not be started",
    () => {
      throw new Error("ERR_ACCESS_DENIED");
    },
  ],
  ["cannot load its program", () => new Worker(new URL("./no-such-file.js", import.meta.url))],
])("where a thread %s, everything is decoded without", async (_, startWorker) => {
  const decoder = kept(new Decoder({ bytesBefore: 0, startWorker }));
  expect(await timesFrom(decoder, 1, 2)).toEqual([1, 2]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(decoder.isThreaded).toBe(false);
  expect(await timesFrom(decoder, 3)).toEqual([3]);
});

test("closing fails what is under way, and leaves nothing behind", async () => {
  const decoder = await threadedDecoder(running("reply('ready'); parentPort.on('message', () => {})"));
  const pending = decoder.unpack(await parcelOf(decoder, 1), start);
  const failed = expect(pending).rejects.toThrow(RequestFailure);
  await decoder.close();
  await failed;
});

test("the memory of parcels is used again, but not that of a large one", async () => {
  const decoder = kept(await threadedDecoder());
  const first = await decoder.unpack(await parcelOf(decoder, 1), start);
  decoder.giveBack(first.parcel);
  const again = decoder.takeParcel();
  expect(again.times).toBe(first.parcel.times);
  expect(again.frames).toEqual([]);
  decoder.giveBack({ ...again, bytes: new Uint8Array(50_000_000) });
  expect(decoder.takeParcel().bytes.length).toBeLessThan(1_000_000);
});

test("two cores have enough to do without a thread, a third has not", () => {
  expect([1, 2].map(bytesBeforeFor)).toEqual([Infinity, Infinity]);
  expect(bytesBeforeFor(3)).toBeLessThan(50_000_000);
});
