import { MalformedAnswer } from "../raw-samples/malformed-answer.ts";
import type { SampleBuffer } from "../raw-samples/sample-buffer.ts";
import { type Chunk, readChunks } from "./chunked-response.ts";
import { type Frame, isIntact, wrongChecksum } from "./frames.ts";
import { decodeXorChunk } from "./xor-chunk.ts";

// Values that never change take a quarter of a byte: frames of 1 MB could hold 4 million samples.
const enoughSamples = 125_000;
const enoughRuns = 50_000;
/** Samples that are decoded at once at most: enough, and the longest chunk. */
export const mostSamples = enoughSamples + 65_535;

/** Samples of one series that lie together. */
export interface Run {
  /** What `decodeLabels` reads. */
  readonly key: string;
  /** Where they end; they begin at the end of the run before. */
  end: number;
  /** Times ascend, and all values are finite. */
  readonly isClean: boolean;
}

/** Which chunk of some frames is meant. */
export interface Position {
  readonly frame: number;
  readonly chunk: number;
}

/** What some frames hold, or as much of it as fits. */
export interface Content {
  readonly runs: readonly Run[];
  readonly hasHistograms: boolean;
  /** Where what did not fit begins; `null` where everything did. */
  readonly rest: Position | null;
}

/** Decodes the chunks of some frames from one on, into an empty buffer. Throws MalformedAnswer. */
export function decodeFrames(frames: readonly Frame[], from: Position, into: SampleBuffer): Content {
  const runs: Run[] = [];
  let hasHistograms = false;
  for (const [index, frame] of frames.entries()) {
    if (index < from.frame) continue;
    const begun = index === from.frame ? from.chunk : 0;
    if (begun === 0 && !isIntact(frame)) throw new MalformedAnswer(wrongChecksum);
    let position = 0;
    for (const chunk of readChunks(frame.bytes)) {
      position += 1;
      if (position <= begun) continue;
      if (chunk.encoding === "histogram") hasHistograms = true;
      else addChunk(runs, chunk, into);
      if (into.length >= enoughSamples || runs.length >= enoughRuns)
        return { runs, hasHistograms, rest: { frame: index, chunk: position } };
    }
  }
  return { runs, hasHistograms, rest: null };
}

function addChunk(runs: Run[], { key, data }: Chunk, into: SampleBuffer): void {
  const start = into.length;
  const isClean = decodeXorChunk(data, into);
  const end = into.length;
  if (end === start) return;
  const last = runs.at(-1);
  if (last?.key === key && last.isClean && isClean && isLater(into.times, start)) last.end = end;
  else runs.push({ key, end, isClean });
}

function isLater(times: Float64Array, index: number): boolean {
  return (times[index] ?? Number.NaN) > (times[index - 1] ?? Number.NaN);
}
