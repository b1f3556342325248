import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RangeSeries } from "../model/index.ts";
import { SeriesTails } from "./series-tails.ts";

function counter(samples: readonly (readonly [number, number])[]): RangeSeries {
  return {
    labels: { pod: "a" },
    times: Float64Array.from(samples, ([time]) => time),
    values: Float64Array.from(samples, ([, value]) => value),
  };
}

const points = ({ times, values }: RangeSeries) => [...times].map((time, index) => [time, values[index]]);

describe("rates of a counter", () => {
  test("stand at the later of two samples", () => {
    const series = counter([
      [0, 10],
      [30, 25],
      [90, 25],
    ]);

    expect(points(new SeriesTails(0, 30).rates(series))).toEqual([
      [30, 0.5],
      [90, 0],
    ]);
  });

  test("count on from zero after a reset", () => {
    expect(
      points(
        new SeriesTails(0, 30).rates(
          counter([
            [0, 100],
            [30, 6],
          ]),
        ),
      ),
    ).toEqual([[30, 0.2]]);
  });

  test("are not made up over a hole", () => {
    expect(
      points(
        new SeriesTails(0, 30).rates(
          counter([
            [0, 1],
            [600, 100],
            [630, 103],
          ]),
        ),
      ),
    ).toEqual([[630, 0.1]]);
  });

  test("leave out what is no number, without a hole", () => {
    expect(
      points(
        new SeriesTails(0, 30).rates(
          counter([
            [0, 0],
            [30, Number.NaN],
            [60, 6],
          ]),
        ),
      ),
    ).toEqual([[60, 0.1]]);
  });

  test("do not depend on where pages end", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 50 })), {
      minLength: 2,
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, fc.nat({ max: 60 }), (deltas, at) => {
        let [time, value] = [0, 0];
        const samples = deltas.map(([pause, growth]): [number, number] => {
          time += pause;
          value += growth;
          return [time, value];
        });
        const paged = new SeriesTails(0, 30);
        const cut = Math.min(at, samples.length);

        const inPages = [
          ...points(paged.rates(counter(samples.slice(0, cut)))),
          ...points(paged.rates(counter(samples.slice(cut)))),
        ];

        expect(inPages).toEqual(points(new SeriesTails(0, 30).rates(counter(samples))));
      }),
    );
  });
});
