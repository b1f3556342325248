import type { Labels } from "../../../core/model/index.ts";
import type { SampleBuffer, SampleColumns, SeriesPiece } from "../raw-samples/index.ts";
import { decodeLabels } from "./chunked-response.ts";
import type { Run } from "./decode-frames.ts";

/** A run of samples in columns. There are many: a class makes them cheaper than closures. */
export class RunPiece implements SeriesPiece {
  readonly #run: Run;
  readonly #start: number;
  readonly #columns: SampleColumns;

  constructor(run: Run, start: number, columns: SampleColumns) {
    this.#run = run;
    this.#start = start;
    this.#columns = columns;
  }

  get key(): string {
    return this.#run.key;
  }

  labels(): Labels {
    return decodeLabels(this.key);
  }

  appendTo(samples: SampleBuffer): boolean {
    const { times, values } = this.#columns;
    const { end, isClean } = this.#run;
    samples.append(times.subarray(this.#start, end), values.subarray(this.#start, end));
    return isClean;
  }
}
