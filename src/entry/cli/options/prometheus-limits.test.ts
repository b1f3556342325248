import { expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { readPrometheusLimits } from "./prometheus-limits.ts";

test("without flags and variables the adapter's own limits hold", () => {
  expect(readPrometheusLimits({}, {})).toEqual({});
});

test("every limit can be set by a flag", () => {
  const flags = {
    prometheusTimeout: "120",
    prometheusConcurrency: "1",
    prometheusMaxSamples: "2M",
    prometheusMaxSeries: "5000",
    prometheusMaxBytes: "64Mi",
  };
  expect(readPrometheusLimits(flags, {})).toEqual({
    timeoutSeconds: 120,
    concurrency: 1,
    maxSamplesPerQuery: 2_000_000,
    maxSeriesPerRequest: 5_000,
    maxResponseBytes: 64 * 1024 * 1024,
  });
});

test("every limit can be set by a variable, and a flag wins", () => {
  const environment = {
    OPTPASS_PROMETHEUS_TIMEOUT: "5",
    OPTPASS_PROMETHEUS_CONCURRENCY: "2",
    OPTPASS_PROMETHEUS_MAX_SAMPLES: "100000",
    OPTPASS_PROMETHEUS_MAX_SERIES: "1000",
    OPTPASS_PROMETHEUS_MAX_BYTES: "1Mi",
  };
  expect(readPrometheusLimits({ prometheusTimeout: "7" }, environment)).toEqual({
    timeoutSeconds: 7,
    concurrency: 2,
    maxSamplesPerQuery: 100_000,
    maxSeriesPerRequest: 1_000,
    maxResponseBytes: 1024 * 1024,
  });
});

test.each([
  [{ prometheusTimeout: "0" }, '--prometheus-timeout: "0" is not a number of seconds between 1 and 3600'],
  [{ prometheusTimeout: "1.5" }, '--prometheus-timeout: "1.5" is not'],
  [{ prometheusTimeout: "1m" }, '--prometheus-timeout: "1m" is not'],
  [{ prometheusConcurrency: "-1" }, '--prometheus-concurrency: "-1" is not a whole number between 1 and 64'],
  [{ prometheusConcurrency: "many" }, '--prometheus-concurrency: "many" is not'],
  [{ prometheusMaxSamples: "10" }, '"10" is not a whole number between 1000 and 50000000'],
  [{ prometheusMaxSeries: "1e99" }, '--prometheus-max-series: "1e99" is not'],
  [{ prometheusMaxBytes: "1000" }, '"1000" is not a size, such as 64Mi, between 1Mi and 511Mi'],
  [{ prometheusMaxBytes: "1Gi" }, '--prometheus-max-bytes: "1Gi" is not'],
])("a limit that makes no sense is refused: %j", (flags, message) => {
  expect(() => readPrometheusLimits(flags, {})).toThrow(UsageError);
  expect(() => readPrometheusLimits(flags, {})).toThrow(message);
});

test("a variable that makes no sense is called by its name", () => {
  expect(() => readPrometheusLimits({}, { OPTPASS_PROMETHEUS_MAX_SAMPLES: "x" })).toThrow(
    'OPTPASS_PROMETHEUS_MAX_SAMPLES: "x" is not a whole number',
  );
});
