import fc from "fast-check";
import { expect, test } from "vitest";
import { instant, type RangeSeries, type Window } from "../../../core/model/index.ts";
import type { SeriesPiece } from "./raw-protocol.ts";
import { SeriesPages } from "./series-pages.ts";

const window: Window = { from: instant(0), to: instant(1_000_000) };

interface Sample {
  readonly time: number;
  readonly value: number;
}

/** A piece of series `pod` with a sample at each second given; its value is the second. */
function piece(pod: string, ...seconds: readonly number[]): SeriesPiece {
  return pieceOf(
    pod,
    seconds.map((second) => ({ time: second * 1000, value: second })),
  );
}

/** Its samples have to be looked at one by one, unless it is told that they are in order. */
function pieceOf(pod: string, all: readonly Sample[], isInOrder = false): SeriesPiece {
  return {
    key: pod,
    labels: () => ({ pod }),
    appendTo: (samples) => {
      samples.reserve(all.length);
      for (const { time, value } of all) {
        samples.times[samples.length] = time / 1000;
        samples.values[samples.length] = value;
        samples.length += 1;
      }
      return isInOrder;
    },
  };
}

function pagesOf(pageSamples: number, over: Window = window, mostSeries = 1_000): SeriesPages {
  const pages = new SeriesPages(over, { pageSamples, mostSeries });
  pages.restart(over);
  return pages;
}

function plain(page: readonly RangeSeries[]): unknown {
  return page.map(({ labels, times, values }) => {
    expect(values).toEqual(times);
    return [labels["pod"], ...times];
  });
}

test("pieces of a series are one series, in order of appearance", () => {
  const pages = pagesOf(100);
  for (const part of [piece("a", 1, 2), piece("a", 3), piece("b", 1), piece("b", 4, 5)]) pages.add(part);
  expect(plain(pages.takeRest())).toEqual([
    ["a", 1, 2, 3],
    ["b", 1, 4, 5],
  ]);
});

test("a series that comes back within a page is still one series", () => {
  const pages = pagesOf(100);
  for (const part of [piece("a", 1, 2), piece("b", 1), piece("a", 3)]) pages.add(part);
  expect(plain(pages.takeRest())).toEqual([
    ["a", 1, 2, 3],
    ["b", 1],
  ]);
});

test("pieces that overlap give each time once, ascending, and the first value of it", () => {
  const pages = pagesOf(100);
  pages.add(piece("a", 2, 4, 6));
  pages.add(
    pieceOf("a", [
      { time: 1_000, value: 1 },
      { time: 4_000, value: 99 },
      { time: 5_000, value: 5 },
    ]),
  );
  expect(plain(pages.takeRest())).toEqual([["a", 1, 2, 4, 5, 6]]);
});

test("samples outside the half-open window are cut off", () => {
  const pages = pagesOf(100, { from: instant(2_000), to: instant(4_000) });
  for (const part of [piece("a", 1, 2, 3, 4), piece("b", 1, 4)]) pages.add(part);
  expect(plain(pages.takeRest())).toEqual([["a", 2, 3]]);
});

test("NaN and stale markers are left out, infinities are kept", () => {
  const pages = pagesOf(100);
  const values = [1, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY];
  const added = pages.add(
    pieceOf(
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
  pages.add(piece("a", 1, 2));
  expect(pages.isFull).toBe(false);
  pages.add(piece("b", 1, 2));
  expect(pages.isFull).toBe(true);
  expect(plain(pages.take())).toEqual([["a", 1, 2]]);
  pages.add(piece("b", 3));
  expect(plain(pages.takeRest())).toEqual([["b", 1, 2, 3]]);
});

test("a series longer than a page comes back in the next with later samples", () => {
  const pages = pagesOf(2);
  pages.add(piece("a", 1, 2, 3));
  expect(plain(pages.take())).toEqual([["a", 1, 2, 3]]);
  pages.add(piece("a", 3, 4));
  expect(plain(pages.takeRest())).toEqual([["a", 4]]);
});

test("a read that begins anew gives what was not given out yet, once", () => {
  const pages = pagesOf(3);
  for (const part of [piece("a", 1, 2), piece("b", 1, 2)]) pages.add(part);
  expect(plain(pages.take())).toEqual([["a", 1, 2]]);
  pages.restart(window);
  for (const part of [piece("a", 1, 2), piece("b", 1, 2), piece("c", 1)]) pages.add(part);
  expect(plain(pages.takeRest())).toEqual([
    ["b", 1, 2],
    ["c", 1],
  ]);
});

test("a series that goes back behind what was given out is refused, for its samples would be lost", () => {
  const pages = pagesOf(1);
  pages.add(piece("a", 5, 6));
  pages.take();
  expect(() => pages.add(piece("a", 1, 2))).toThrow("go back in time");
});

test("pieces of a series that come out of order within a page are put in order", () => {
  const pages = pagesOf(100);
  for (const part of [piece("a", 5, 6), piece("b", 1), piece("a", 1, 2), piece("a", 4, 3)]) pages.add(part);
  expect(plain(pages.takeRest())).toEqual([
    ["a", 1, 2, 3, 4, 5, 6],
    ["b", 1],
  ]);
});

test("more series than the limit are too heavy for one request", () => {
  const pages = pagesOf(100, window, 2);
  for (const pod of ["a", "b", "a"]) pages.add(piece(pod, 1));
  expect(() => pages.add(piece("c", 1))).toThrow("more than 2 series for one request");
});

test("series of an earlier part of the time count no more in a later one", () => {
  const pages = pagesOf(100, { from: instant(0), to: instant(2_000) }, 2);
  for (const pod of ["a", "b"]) pages.add(piece(pod, 1));
  pages.takeRest();
  pages.restart({ from: instant(2_000), to: instant(4_000) });
  for (const pod of ["c", "d"]) pages.add(piece(pod, 2, 3));
  expect(plain(pages.takeRest())).toEqual([
    ["c", 2, 3],
    ["d", 2, 3],
  ]);
});

test("a part that is read again in halves does not repeat what was given out of the whole", () => {
  const pages = pagesOf(2);
  pages.add(piece("a", 1, 2, 3));
  pages.take();
  pages.restart({ from: instant(0), to: instant(2_000) });
  pages.add(piece("a", 1));
  expect(pages.takeRest()).toEqual([]);
  pages.restart({ from: instant(2_000), to: instant(5_000) });
  pages.add(piece("a", 2, 3, 4));
  expect(plain(pages.takeRest())).toEqual([["a", 4]]);
});

test("pieces that are known to be in order give the same pages as if each sample were looked at", () => {
  const anyPiece = fc.record({
    pod: fc.constantFrom("a", "b", "c"),
    from: fc.integer({ min: 0, max: 40 }),
    steps: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }),
  });
  const over: Window = { from: instant(10_000), to: instant(50_000) };
  const read = (pieces: readonly SeriesPiece[]): unknown[] => {
    const pages = pagesOf(8, over);
    const all: unknown[] = [];
    try {
      for (const one of pieces) {
        pages.add(one);
        if (pages.isFull) all.push(plain(pages.take()));
      }
      all.push(plain(pages.takeRest()));
    } catch (problem) {
      all.push(String(problem));
    }
    return all;
  };
  fc.assert(
    fc.property(fc.array(anyPiece, { maxLength: 12 }), (drawn) => {
      const made = drawn.map(({ pod, from, steps }) => {
        let second = from;
        const samples = steps.map((step) => {
          second += step;
          return { time: second * 1000, value: second };
        });
        return { pod, samples };
      });
      expect(read(made.map(({ pod, samples }) => pieceOf(pod, samples, true)))).toEqual(
        read(made.map(({ pod, samples }) => pieceOf(pod, samples, false))),
      );
    }),
  );
});

test("a page that was taken stays as it is until the next piece comes", () => {
  const pages = pagesOf(2);
  for (const part of [piece("a", 1, 2), piece("b", 1, 2)]) pages.add(part);
  const page = pages.take();
  expect(pages.isFull).toBe(false);
  expect(plain(page)).toEqual([["a", 1, 2]]);
  pages.add(piece("b", 3));
  expect(plain(pages.takeRest())).toEqual([["b", 1, 2, 3]]);
});
