import { expect, test } from "vitest";
import {
  encodeXorChunk,
  type Sample,
  staleMarker,
} from "../../../../test/support/prometheus/encode-xor-chunk.ts";
import { messageOf } from "../../../../test/support/prometheus/fake-remote-read.ts";
import { instant, type RangeSeries, type Window } from "../../../core/model/index.ts";
import { type Chunk, readChunks } from "./chunked-response.ts";
import { SeriesPages } from "./series-pages.ts";

const window: Window = { from: instant(0), to: instant(1_000_000) };

/** A chunk of series `pod` with a sample at each second given; its value is the second. */
function chunk(pod: string, ...seconds: readonly number[]): Chunk {
  return chunkOf(
    pod,
    seconds.map((second) => ({ time: second * 1000, value: second })),
  );
}

function chunkOf(pod: string, samples: readonly Sample[]): Chunk {
  const message = messageOf({ labels: { pod }, chunks: [{ type: 1, data: encodeXorChunk(samples) }] });
  const [first] = readChunks(message);
  if (first === undefined) throw new Error("no chunk");
  return first;
}

function pagesOf(pageSamples: number, over: Window = window): SeriesPages {
  const pages = new SeriesPages(over, pageSamples);
  pages.restart(over);
  return pages;
}

function plain(page: readonly RangeSeries[]): unknown {
  return page.map(({ labels, times, values }) => {
    expect(values).toEqual(times);
    return [labels["pod"], ...times];
  });
}

test("chunks of a series are one series, in order of appearance", () => {
  const pages = pagesOf(100);
  for (const part of [chunk("a", 1, 2), chunk("a", 3), chunk("b", 1), chunk("b", 4, 5)]) pages.add(part);
  expect(plain(pages.takeRest())).toEqual([
    ["a", 1, 2, 3],
    ["b", 1, 4, 5],
  ]);
});

test("a series that comes back within a page is still one series", () => {
  const pages = pagesOf(100);
  for (const part of [chunk("a", 1, 2), chunk("b", 1), chunk("a", 3)]) pages.add(part);
  expect(plain(pages.takeRest())).toEqual([
    ["a", 1, 2, 3],
    ["b", 1],
  ]);
});

test("chunks that overlap give each time once, ascending, and the first value of it", () => {
  const pages = pagesOf(100);
  pages.add(chunk("a", 2, 4, 6));
  pages.add(
    chunkOf("a", [
      { time: 1_000, value: 1 },
      { time: 4_000, value: 99 },
      { time: 5_000, value: 5 },
    ]),
  );
  expect(plain(pages.takeRest())).toEqual([["a", 1, 2, 4, 5, 6]]);
});

test("samples outside the half-open window are cut off", () => {
  const pages = pagesOf(100, { from: instant(2_000), to: instant(4_000) });
  for (const part of [chunk("a", 1, 2, 3, 4), chunk("b", 1, 4)]) pages.add(part);
  expect(plain(pages.takeRest())).toEqual([["a", 2, 3]]);
});

test("NaN and stale markers are left out, infinities are kept", () => {
  const pages = pagesOf(100);
  const values = [1, Number.NaN, staleMarker, Number.POSITIVE_INFINITY];
  const added = pages.add(
    chunkOf(
      "a",
      values.map((value, index) => ({ time: index * 1000, value })),
    ),
  );
  expect(added).toBe(4);
  expect(pages.takeRest()).toMatchObject([
    { times: Float64Array.of(0, 3), values: Float64Array.of(1, Number.POSITIVE_INFINITY) },
  ]);
});

test("a full page leaves the series that is being read to the next one", () => {
  const pages = pagesOf(3);
  pages.add(chunk("a", 1, 2));
  expect(pages.isFull).toBe(false);
  pages.add(chunk("b", 1, 2));
  expect(pages.isFull).toBe(true);
  expect(plain(pages.take())).toEqual([["a", 1, 2]]);
  pages.add(chunk("b", 3));
  expect(plain(pages.takeRest())).toEqual([["b", 1, 2, 3]]);
});

test("a series longer than a page comes back in the next with later samples", () => {
  const pages = pagesOf(2);
  pages.add(chunk("a", 1, 2, 3));
  expect(plain(pages.take())).toEqual([["a", 1, 2, 3]]);
  pages.add(chunk("a", 3, 4));
  expect(plain(pages.takeRest())).toEqual([["a", 4]]);
});

test("a read that begins anew gives what was not given out yet, once", () => {
  const pages = pagesOf(3);
  for (const part of [chunk("a", 1, 2), chunk("b", 1, 2)]) pages.add(part);
  expect(plain(pages.take())).toEqual([["a", 1, 2]]);
  pages.restart(window);
  for (const part of [chunk("a", 1, 2), chunk("b", 1, 2), chunk("c", 1)]) pages.add(part);
  expect(plain(pages.takeRest())).toEqual([
    ["b", 1, 2],
    ["c", 1],
  ]);
});

test("a series that goes back behind what was given out is refused, for its samples would be lost", () => {
  const pages = pagesOf(1);
  pages.add(chunk("a", 5, 6));
  pages.take();
  expect(() => pages.add(chunk("a", 1, 2))).toThrow("go back in time");
});
