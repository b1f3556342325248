import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duration } from "../model/index.ts";
import { detectLevels, parseDeclared, parseOpenSlo, parsePyrra, parseSloth } from "./index.ts";

const month = duration(30, "d");

describe("a Sloth file", () => {
  const file = `
version: "prometheus/v1"
service: "checkout"
slos:
  - name: "requests-availability"
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(http_requests_total{code=~"5.."}[{{.window}}]))
        total_query: sum(rate(http_requests_total[{{ .window }}]))
  - name: raw
    objective: "99"
    sli: { raw: { error_ratio_query: "1 - up[{{.window}}]" } }
`;

  test("gives errors over all, with the window to be filled in", () => {
    expect(parseSloth(file, "slo.yaml")).toEqual({
      found: [
        {
          name: "requests-availability",
          service: "checkout",
          objective: 0.999,
          period: month,
          origin: "slo.yaml",
          indicator: {
            kind: "errors",
            bad: 'sum(rate(http_requests_total{code=~"5.."}[$window]))',
            total: "sum(rate(http_requests_total[$window]))",
          },
        },
        {
          name: "raw",
          service: "checkout",
          objective: 0.99,
          period: month,
          origin: "slo.yaml",
          indicator: { kind: "error-ratio", ratio: "1 - up[$window]" },
        },
      ],
      problems: [],
    });
  });

  test("is read as a resource of the operator, too", () => {
    const resource = `
apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
spec:
  service: checkout
  slos: [{ name: a, objective: 95, sli: { events: { errorQuery: e, totalQuery: t } } }]
`;
    expect(parseSloth(resource, "f").found[0]?.indicator).toEqual({ kind: "errors", bad: "e", total: "t" });
  });

  test.each(["100", "0", "-1", "abc", "1e3"])("that promises %s is a problem, not a level", (objective) => {
    const { found, problems } = parseSloth(file.replace("99.9", objective), "f");

    expect(found).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});

describe("a Pyrra resource", () => {
  const resource = (indicator: string): string => `
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: api, labels: { pyrra.dev/service: checkout } }
spec: { target: "99.5", window: 4w, indicator: ${indicator} }
`;

  test.each([
    [
      '{ ratio: { errors: { metric: "r{code=~\\"5..\\"}" }, total: { metric: r } } }',
      { kind: "errors", bad: 'sum(rate(r{code=~"5.."}[$window]))', total: "sum(rate(r[$window]))" },
    ],
    [
      '{ latency: { success: { metric: "d_bucket{le=\\"1\\"}" }, total: { metric: d_count } } }',
      {
        kind: "successes",
        good: 'sum(rate(d_bucket{le="1"}[$window]))',
        total: "sum(rate(d_count[$window]))",
      },
    ],
    ["{ bool_gauge: { metric: up } }", { kind: "error-ratio", ratio: "1 - avg(avg_over_time(up[$window]))" }],
  ])("with %s", (indicator, expected) => {
    expect(parsePyrra(resource(indicator), "f").found).toEqual([
      {
        name: "api",
        service: "checkout",
        objective: 0.995,
        period: duration(28, "d"),
        origin: "f",
        indicator: expected,
      },
    ]);
  });

  test("of an unknown indicator is a problem", () => {
    expect(parsePyrra(resource("{ magic: {} }"), "f")).toMatchObject({
      found: [],
      problems: [expect.any(String)],
    });
  });
});

describe("an OpenSLO file", () => {
  const file = `
apiVersion: openslo/v1
kind: SLI
metadata: { name: good }
spec: { ratioMetric: { good: { metricSource: { spec: { query: g } } }, total: { metricSource: { spec: { query: t } } } } }
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: availability }
spec:
  service: checkout
  indicatorRef: good
  timeWindow: [{ duration: 28d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ target: 0.99 }]
`;

  test("finds an indicator by its name", () => {
    expect(parseOpenSlo(file, "f")).toEqual({
      found: [
        {
          name: "availability",
          service: "checkout",
          objective: 0.99,
          period: duration(28, "d"),
          origin: "f",
          indicator: { kind: "successes", good: "g", total: "t" },
        },
      ],
      problems: [],
    });
  });

  test("whose indicator is elsewhere, or that counts time slices, is a problem", () => {
    expect(parseOpenSlo(file.replace("indicatorRef: good", "indicatorRef: gone"), "f")).toMatchObject({
      found: [],
      problems: [expect.stringContaining("no indicator")],
    });
    expect(parseOpenSlo(file.replace("Occurrences", "Timeslices"), "f").found).toEqual([]);
  });
});

describe("declared queries", () => {
  test("are a service level", () => {
    expect(parseDeclared({ name: "p99", queries: { latencySeconds: "q" } }, "optpass.yml")).toMatchObject({
      ok: true,
      value: { objective: null, indicator: { kind: "latency", seconds: "q" } },
    });
  });

  test("with a word too many are refused", () => {
    expect(parseDeclared({ name: "a", queries: { errors: "e", total: "t", good: "g" } }, "f").ok).toBe(false);
  });
});

describe("detection", () => {
  const shop = { namespace: "shop", service: "checkout" };

  test("of a mesh comes before that of an ingress, which sees outside traffic only", () => {
    const [errors, latency] = detectLevels(
      new Set(["nginx_ingress_controller_requests", "istio_requests_total"]),
      shop,
    );

    expect(errors?.origin).toBe("Istio");
    expect(latency?.indicator).toMatchObject({
      seconds: expect.stringMatching(/milliseconds_bucket.* \/ 1000$/),
    });
  });

  test("of nothing known finds nothing", () => {
    expect(detectLevels(new Set(["up"]), shop)).toEqual([]);
  });

  test("quotes names, so that a name is no query", () => {
    const [errors] = detectLevels(new Set(["istio_requests_total"]), {
      ...shop,
      service: 'a"} or vector(1) #',
    });

    expect(errors?.indicator).toMatchObject({ total: expect.stringContaining('"a\\"} or vector(1) #"') });
  });
});

describe("hostile texts", () => {
  test.each([
    [
      "aliases that multiply",
      `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n`,
    ],
    ["two megabytes", "a: 1\n".repeat(400_000)],
    ["a broken document", "version: [prometheus/v1"],
    ["a prototype", "version: prometheus/v1\n__proto__: { service: a }\n"],
  ])("of %s give problems and no level", (_, text) => {
    for (const parse of [parseSloth, parsePyrra, parseOpenSlo]) expect(parse(text, "f").found).toEqual([]);
  });

  test("never throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const parse of [parseSloth, parsePyrra, parseOpenSlo]) parse(text, "f");
      }),
      { numRuns: 200 },
    );
  });
});
