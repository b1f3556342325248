import type { Labels, RangeSeries, Window } from "../../../core/model/index.ts";
import { failure } from "../request-failure.ts";
import { MalformedAnswer } from "./malformed-answer.ts";
import { orderedByTime, type Span } from "./ordered-by-time.ts";
import type { SeriesPiece } from "./raw-protocol.ts";
import { newColumns, SampleBuffer } from "./sample-buffer.ts";

/** One series of the read. */
interface SeriesState {
  readonly labels: Labels;
  /** Size of its key, to account for its memory. */
  readonly bytes: number;
  /** Where its samples of this page lie in the buffer. */
  readonly spans: { readonly start: number; end: number }[];
  /** Nobody need look whether their times ascend. */
  isOrdered: boolean;
  /** Unix seconds of the last sample given out, and by which attempt. */
  deliveredUntil: number;
  deliveredBy: number;
}

export interface PageBounds {
  /** A page is full from so many samples on. */
  readonly pageSamples: number;
  /** Series of one request. */
  readonly mostSeries: number;
}

// Names and values of labels of all series of a request: half a million series of an ordinary cluster.
const mostLabelBytes = 256 * 1024 * 1024;

// A piece that makes a page full is seldom longer.
const longestPiece = 2 ** 17;
// 16 MB; pages may be longer where a user says so.
const mostBeforehand = 2 ** 20;

/**
 * Collects pieces into pages of series, each sample of the window once, without NaN and stale markers. It remembers
 * how far each series was given out, so that a read which broke can begin anew and give the rest.
 */
export class SeriesPages {
  readonly #bounds: PageBounds;
  readonly #samples: SampleBuffer;
  readonly #series = new Map<string, SeriesState>();
  /** Series with samples in this page, in order of appearance. */
  readonly #page = new Set<SeriesState>();
  /** Half-open, in Unix seconds. */
  #from = 0;
  #to = 0;
  #attempt = 0;
  #labelBytes = 0;
  /** A page was taken, and may still be looked at. */
  #isTaken = false;
  /** Where the samples of a series lie that belong to the page after the one taken. */
  #kept: {
    readonly state: SeriesState;
    readonly spans: readonly Span[];
    readonly isOrdered: boolean;
  } | null = null;
  #current: { readonly key: string; readonly state: SeriesState } | null = null;

  constructor(window: Window, bounds: PageBounds) {
    this.#bounds = bounds;
    // The system provides only what is used of it; to grow from little would copy a page twice.
    this.#samples = new SampleBuffer(newColumns(Math.min(bounds.pageSamples + longestPiece, mostBeforehand)));
    this.#aim(window);
  }

  /** Begins to read a part of the time, or the same part again: what was not given out yet is forgotten. */
  restart(window: Window): void {
    this.#aim(window);
    this.#attempt += 1;
    this.#current = null;
    this.#clear();
    // What was given out of earlier parts cannot come again; pods of last week need not be remembered.
    for (const [key, state] of this.#series) if (state.deliveredUntil < this.#from) this.#forget(key, state);
  }

  get isFull(): boolean {
    return !this.#isTaken && this.#samples.length >= this.#bounds.pageSamples;
  }

  /** Takes a piece, and gives how many samples it held. Throws MalformedAnswer, or a RequestFailure `too-heavy`. */
  add(piece: SeriesPiece): number {
    this.#begin();
    if (this.#current?.key !== piece.key) this.#current = { key: piece.key, state: this.#stateOf(piece) };
    const { state } = this.#current;
    const samples = this.#samples;
    const start = samples.length;
    const isClean = piece.appendTo(samples);
    const count = samples.length - start;
    if (!(isClean && this.#wantsAll(state, start))) samples.length = this.#keepWanted(state, start);
    if (samples.length > start) this.#extend(state, start, isClean);
    return count;
  }

  /**
   * The series of a full page, good until the next piece is added; the one being read stays for the next page, if there
   * are others.
   */
  take(): readonly RangeSeries[] {
    this.#begin();
    const open = this.#page.size > 1 ? this.#current?.state : undefined;
    const page: RangeSeries[] = [];
    for (const state of this.#page) if (state !== open) page.push(this.#deliver(state));
    this.#kept =
      open === undefined ? null : { state: open, spans: open.spans.splice(0), isOrdered: open.isOrdered };
    this.#page.clear();
    this.#isTaken = true;
    return page;
  }

  /** What is left at the end. */
  takeRest(): readonly RangeSeries[] {
    this.#current = null;
    return this.take();
  }

  #aim({ from, to }: Window): void {
    this.#from = from / 1000;
    this.#to = to / 1000;
  }

  /** Begins a page after one was taken, with what was kept for it; whoever took that is done with it. */
  #begin(): void {
    if (!this.#isTaken) return;
    const kept = this.#kept;
    this.#clear();
    if (kept === null) return;
    const samples = this.#samples;
    for (const { start, end } of kept.spans) {
      const moved = samples.length;
      samples.times.copyWithin(moved, start, end);
      samples.values.copyWithin(moved, start, end);
      samples.length += end - start;
      this.#extend(kept.state, moved, kept.isOrdered);
    }
  }

  #stateOf(piece: SeriesPiece): SeriesState {
    const known = this.#series.get(piece.key);
    if (known !== undefined) return known;
    const bytes = piece.key.length;
    if (this.#series.size >= this.#bounds.mostSeries || this.#labelBytes + bytes > mostLabelBytes)
      throw tooManySeries(this.#series.size);
    const never = { deliveredUntil: Number.NEGATIVE_INFINITY, deliveredBy: 0 };
    const state: SeriesState = { labels: piece.labels(), bytes, spans: [], isOrdered: true, ...never };
    this.#labelBytes += bytes;
    this.#series.set(piece.key, state);
    return state;
  }

  #forget(key: string, { bytes }: SeriesState): void {
    this.#labelBytes -= bytes;
    this.#series.delete(key);
  }

  #wantsAll({ deliveredUntil }: SeriesState, start: number): boolean {
    const { times, length } = this.#samples;
    const first = times[start] ?? Infinity;
    return first >= this.#from && first > deliveredUntil && (times[length - 1] ?? Infinity) < this.#to;
  }

  /** Moves the samples that are wanted together, and gives where they end. */
  #keepWanted({ deliveredUntil, deliveredBy }: SeriesState, start: number): number {
    const { times, values, length } = this.#samples;
    const [from, to] = [this.#from, this.#to];
    let kept = start;
    for (let index = start; index < length; index += 1) {
      const time = times[index] ?? 0;
      const value = values[index] ?? 0;
      if (time < from || time >= to) continue;
      if (time <= deliveredUntil) {
        // An earlier attempt gave it out. This attempt cannot tell a sample sent twice from one that was missing.
        if (deliveredBy === this.#attempt && time < deliveredUntil) throw outOfOrder();
        continue;
      }
      if (Number.isNaN(value)) continue;
      times[kept] = time;
      values[kept] = value;
      kept += 1;
    }
    return kept;
  }

  #extend(state: SeriesState, start: number, isOrdered: boolean): void {
    const last = state.spans.at(-1);
    const { times } = this.#samples;
    const goesOn = last === undefined || (times[last.end - 1] ?? Infinity) < (times[start] ?? 0);
    state.isOrdered = isOrdered && goesOn && (last === undefined || state.isOrdered);
    if (last?.end === start) last.end = this.#samples.length;
    else state.spans.push({ start, end: this.#samples.length });
    this.#page.add(state);
  }

  #deliver(state: SeriesState): RangeSeries {
    const { times, values } = orderedByTime(this.#samples, state.spans.splice(0), state.isOrdered);
    state.deliveredUntil = times.at(-1) ?? state.deliveredUntil;
    state.deliveredBy = this.#attempt;
    return { labels: state.labels, times, values };
  }

  #clear(): void {
    for (const state of this.#page) state.spans.length = 0;
    this.#page.clear();
    this.#samples.length = 0;
    this.#isTaken = false;
    this.#kept = null;
  }
}

function outOfOrder(): MalformedAnswer {
  return new MalformedAnswer("holds a series whose samples go back in time");
}

// A shorter time has fewer pods.
function tooManySeries(count: number) {
  return failure("too-heavy", `Prometheus sent more than ${count} series for one request`);
}
