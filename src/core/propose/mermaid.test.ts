import fc from "fast-check";
import { JSDOM } from "jsdom";
import { beforeAll, describe, expect, test } from "vitest";
import { chartSvg } from "./chart-svg.ts";
import { mermaid } from "./mermaid.ts";
import type { UsageChart } from "./usage-chart.ts";

type Parse = (text: string) => Promise<unknown>;
let parse: Parse;

beforeAll(async () => {
  // Mermaid looks for a document while it is imported.
  const { window } = new JSDOM("");
  Object.assign(globalThis, { window, document: window.document });
  const { default: library } = await import("mermaid");
  parse = (text) => library.parse(text);
});

const amount = fc.oneof(
  fc.double({ min: 0, max: 1e-7, noNaN: true }),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
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

describe("the chart", () => {
  test("is Mermaid that Mermaid parses, whatever the numbers and names", async () => {
    await fc.assert(
      fc.asyncProperty(chart, async (drawn) => {
        await expect(parse(mermaid(drawn))).resolves.toMatchObject({ diagramType: "xychart" });
      }),
      { numRuns: 60 },
    );
  });

  test("would not be parsed with a gap in it, so that the check above can fail", async () => {
    const broken = mermaid({
      container: "api",
      resource: "cpu",
      unit: "millicores",
      usage: [1, Number.NaN],
      current: 1,
      proposed: 1,
      days: 1,
      until: "2026-11-20",
    });

    await expect(parse(broken)).rejects.toThrow();
  });

  test("as SVG is well-formed XML, whatever the numbers and names", () => {
    fc.assert(
      fc.property(chart, (drawn) => {
        const { document } = new JSDOM(chartSvg(drawn), { contentType: "image/svg+xml" }).window;

        expect(document.documentElement.tagName).toBe("svg");
      }),
      { numRuns: 60 },
    );
  });
});
