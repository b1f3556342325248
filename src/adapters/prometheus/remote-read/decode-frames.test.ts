import fc from "fast-check";
import { expect, test } from "vitest";
import { staleMarker } from "../../../../test/support/prometheus/encode-xor-chunk.ts";
import {
  frameOf,
  messageOf,
  type SeriesPart,
  xorPart,
} from "../../../../test/support/prometheus/fake-remote-read.ts";
import { newColumns, SampleBuffer } from "../raw-samples/index.ts";
import { decodeLabels } from "./chunked-response.ts";
import { decodeFrames, mostSamples, type Position } from "./decode-frames.ts";
import { type Frame, FrameReader } from "./frames.ts";

const beginning: Position = { frame: 0, chunk: 0 };

async function framesOf(...frames: readonly Uint8Array[]): Promise<Frame[]> {
  const pieces = [Buffer.concat(frames)];
  const reader = new FrameReader(async () => pieces.shift() ?? null);
  const read: Frame[] = [];
  for (let frame = await reader.next(); frame !== null; frame = await reader.next())
    read.push({ ...frame, bytes: frame.bytes.slice() });
  return read;
}

function part(pod: string, ...seconds: readonly number[]): SeriesPart {
  return xorPart({ pod }, samplesAt(seconds));
}

function samplesAt(seconds: readonly number[]) {
  return seconds.map((second) => ({ time: second * 1000, value: second }));
}

/** Pod, whether it is clean, and times of each run. */
function runsOf(frames: readonly Frame[], from = beginning) {
  const into = new SampleBuffer(newColumns(4));
  const { runs, rest } = decodeFrames(frames, from, into);
  const plain = runs.map(({ key, end, isClean }, index) => [
    decodeLabels(key)["pod"],
    isClean,
    ...into.times.subarray(runs[index - 1]?.end ?? 0, end),
  ]);
  return { runs: plain, rest };
}

test("chunks of a series that follow each other are one run, across frames as well", async () => {
  const frames = await framesOf(
    frameOf(messageOf(part("a", 1, 2), part("a", 3))),
    frameOf(messageOf(part("a", 4), part("b", 1))),
  );
  expect(runsOf(frames)).toEqual({
    runs: [
      ["a", true, 1, 2, 3, 4],
      ["b", true, 1],
    ],
    rest: null,
  });
});

test("a chunk that goes back in time, or holds a stale marker, is a run of its own", async () => {
  const stale = xorPart({ pod: "a" }, [{ time: 9_000, value: staleMarker }]);
  const frames = await framesOf(frameOf(messageOf(part("a", 5, 6), part("a", 6, 7), stale, part("a", 10))));
  expect(runsOf(frames).runs).toEqual([
    ["a", true, 5, 6],
    ["a", true, 6, 7],
    ["a", false, 9],
    ["a", true, 10],
  ]);
});

test("an empty chunk makes no run", async () => {
  expect(runsOf(await framesOf(frameOf(messageOf(part("a")))))).toEqual({ runs: [], rest: null });
});

test("histograms are left out, and it is said that there were some", async () => {
  const histogram = { labels: { pod: "h" }, chunks: [{ type: 3, data: new Uint8Array(40) }] };
  const frames = await framesOf(frameOf(messageOf(histogram, part("a", 1))));
  const into = new SampleBuffer();
  expect(decodeFrames(frames, beginning, into)).toMatchObject({ hasHistograms: true, runs: [{ end: 1 }] });
});

test("what does not fit is decoded from there on, and no column grows beyond the longest", async () => {
  const long = Array.from({ length: 60_000 }, (_, index) => index + 1);
  const later = long.map((second) => second + 60_000);
  const frames = await framesOf(
    frameOf(messageOf(part("a", ...long), part("a", ...later))),
    frameOf(messageOf(part("b", ...long), part("b", ...later), part("c", 1))),
  );
  const [first, second] = [
    new SampleBuffer(newColumns(mostSamples)),
    new SampleBuffer(newColumns(mostSamples)),
  ];
  const { times } = first;
  const begun = decodeFrames(frames, beginning, first);
  expect(begun.rest).toEqual({ frame: 1, chunk: 1 });
  expect(first.times).toBe(times);
  const rest = decodeFrames(frames, begun.rest ?? beginning, second);
  expect(rest.rest).toBeNull();
  expect(begun.runs.map(({ end }) => end)).toEqual([120_000, 180_000]);
  expect(rest.runs.map(({ key, end }) => [decodeLabels(key)["pod"], end])).toEqual([
    ["b", 60_000],
    ["c", 60_001],
  ]);
  expect(second.times[0]).toBe(60_001);
});

test("very many short series are decoded in parts as well", async () => {
  const series = Array.from({ length: 50_010 }, (_, index) => part(`pod-${index}`, 1));
  const frames = await framesOf(frameOf(messageOf(...series)));
  const { runs, rest } = runsOf(frames);
  expect([runs.length, rest]).toEqual([50_000, { frame: 0, chunk: 50_000 }]);
  expect(runsOf(frames, rest ?? beginning).runs).toHaveLength(10);
});

test("from any chunk on, what comes is what follows it", async () => {
  const pods = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(pods, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.nat(),
      async (drawn, f, c) => {
        let second = 0;
        const parts = drawn.map((frame) => frame.map((pod) => part(pod, ++second, ++second)));
        const frames = await framesOf(...parts.map((frame) => frameOf(messageOf(...frame))));
        const frame = f % drawn.length;
        const chunk = c % ((drawn[frame]?.length ?? 0) + 1);
        const left = [parts[frame]?.slice(chunk) ?? [], ...parts.slice(frame + 1)];
        const expected = await framesOf(...left.map((some) => frameOf(messageOf(...some))));
        expect(runsOf(frames, { frame, chunk })).toEqual(runsOf(expected));
      },
    ),
  );
});

test("a long frame with a wrong checksum is refused, before anything of it is decoded", async () => {
  const labels = { pod: "a".repeat(3_000) };
  const frames = await framesOf(
    frameOf(messageOf(part("a", 1))),
    frameOf(messageOf(xorPart(labels, samplesAt([1]))), 1),
  );
  expect(() => decodeFrames(frames, beginning, new SampleBuffer())).toThrow("a wrong checksum");
});
