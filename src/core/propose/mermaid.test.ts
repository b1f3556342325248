import fc from "fast-check";
import { JSDOM } from "jsdom";
import { beforeAll, describe, expect, test } from "vitest";
import { runs } from "../../../test/support/properties/sweep.ts";
import { chartSvg } from "./chart-svg.ts";
import { mermaid } from "./mermaid.ts";
import type { UsageChart } from "./usage-chart.ts";

type Parse = (text: string) => Promise<unknown>;
/** GitHub runs 10.9 as far as anybody outside knows; 11 is what it will run. */
let parsers: readonly Parse[];

beforeAll(async () => {
  // Mermaid looks for a document while it is imported.
  const { window } = new JSDOM("");
  Object.assign(globalThis, { window, document: window.document });
  const [{ default: today }, { default: tomorrow }] = await Promise.all([
    import("mermaid-10"),
    import("mermaid"),
  ]);
  parsers = [(text) => today.parse(text), (text) => tomorrow.parse(text)];
});

const amount = fc.oneof(
  fc.double({ min: 0, max: 1e-7, noNaN: true }),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.double(),
  fc.constant(0),
);
const chart: fc.Arbitrary<UsageChart> = fc.record({
  container: fc.string({ unit: "binary", maxLength: 80 }),
  resource: fc.constantFrom("cpu" as const, "memory" as const),
  unit: fc.constantFrom("millicores" as const, "MiB" as const),
  usage: fc.array(amount, { minLength: 1, maxLength: 84 }),
  current: fc.option(amount),
  proposed: amount,
  days: fc.double({ min: 0.05, max: 90, noNaN: true }),
  until: fc.constant("2026-11-20"),
});

const example: UsageChart = {
  ...{ container: "api", resource: "cpu", unit: "millicores" },
  ...{ usage: [1], current: 1, proposed: 1, days: 1, until: "2026-11-20" },
};

describe("the chart", () => {
  test("is Mermaid that Mermaid 10.9 and 11 parse, whatever the numbers and names", async () => {
    await fc.assert(
      fc.asyncProperty(chart, async (drawn) => {
        // 10.9 answers true, 11 what it is; both throw where they cannot.
        for (const parse of parsers) await expect(parse(mermaid(drawn))).resolves.toBeTruthy();
      }),
      { numRuns: runs(60) },
    );
  });

  test("has neither exponents nor gaps nor quotes in names, and is shorter than what is drawn at most", () => {
    fc.assert(
      fc.property(chart, (drawn) => {
        const text = mermaid(drawn);

        expect(text).not.toMatch(/\de[+-]?\d|NaN|Infinity|undefined/);
        expect(text.match(/"/g)).toHaveLength(8);
        // GitHub draws no text that is longer.
        expect(text.length).toBeLessThanOrEqual(50_000);
      }),
    );
  });

  test("would not be parsed with a gap in it, so that the check above can fail", async () => {
    const drawn = { ...example, usage: [1, 2] };
    const broken = mermaid(drawn).replace("[1, 2]", "[1, NaN]");

    for (const parse of parsers) await expect(parse(broken)).rejects.toThrow();
  });

  test("as SVG is well-formed XML, whatever the numbers and names", () => {
    fc.assert(
      fc.property(chart, (drawn) => {
        const { document } = new JSDOM(chartSvg(drawn), { contentType: "image/svg+xml" }).window;

        expect(document.documentElement.tagName).toBe("svg");
      }),
      { numRuns: runs(60) },
    );
  });
});
