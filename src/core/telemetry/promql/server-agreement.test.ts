import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  type RunningPrometheus,
  startPrometheus,
} from "../../../../test/support/prometheus/start-prometheus.ts";
import { runs } from "../../../../test/support/properties/sweep.ts";
import { quoteLabelValue } from "./quote.ts";
import { anyOf, escapeRegex } from "./selector.ts";

const tools = inject("tools");

// The server itself is the judge of what its strings and patterns mean.
describe.skipIf(tools.prometheus === null || tools.promtool === null)("a real Prometheus", () => {
  let server: RunningPrometheus;
  beforeAll(async () => {
    server = await startPrometheus();
  });
  afterAll(() => server.stop());

  async function labelsOf(promql: string): Promise<Record<string, string> | undefined> {
    const body = new URLSearchParams({ query: promql });
    const answer = await fetch(`${server.url}/api/v1/query`, { method: "POST", body });
    const { data, error } = (await answer.json()) as {
      data?: { result: { metric: Record<string, string> }[] };
      error?: string;
    };
    if (data === undefined) throw new Error(error);
    return data.result[0]?.metric;
  }

  // Two missing labels joined by the text give the text itself as a label.
  const withLabel = (value: string) => `label_join(vector(1), "value", ${quoteLabelValue(value)}, "a", "b")`;
  const text = fc.string({ unit: "binary", minLength: 1 });

  test("reads a quoted value as exactly that value", async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        expect(await labelsOf(withLabel(value))).toEqual({ value });
      }),
    );
  });

  test("matches an escaped text by exactly that text, alone and among others", async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(text), async (value, others) => {
        const hit = (pattern: string) =>
          labelsOf(`label_replace(${withLabel(value)}, "hit", "yes", "value", ${quoteLabelValue(pattern)})`);
        expect(await hit(escapeRegex(value))).toEqual({ value, hit: "yes" });
        expect(await hit(anyOf([...others, value]))).toEqual({ value, hit: "yes" });
        expect(await hit(anyOf(others.filter((other) => other !== value)))).toEqual({ value });
      }),
      { numRuns: runs(50) },
    );
  });

  test("matches nothing with no alternatives, not even a missing label", async () => {
    const hit = `label_replace(vector(1), "hit", "yes", "missing", ${quoteLabelValue(anyOf([]))})`;
    expect(await labelsOf(hit)).toEqual({});
  });
});
