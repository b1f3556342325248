import { addMatchers, explainPromqlError, type Matcher } from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";

/** The same source seen through label matchers: every question is narrowed to the series that they match. */
export function narrowSource(source: MetricsSource, matchers: readonly Matcher[]): MetricsSource {
  if (matchers.length === 0) return source;
  const narrow = (promql: string): string => {
    const narrowed = addMatchers(promql, matchers);
    if (narrowed.ok) return narrowed.value;
    throw new PortError("metrics-source", "rejected", explainPromqlError(narrowed.error));
  };
  return {
    probe: () => source.probe(),
    transport: (at) => source.transport(at),
    warnings: () => source.warnings(),
    cost: () => source.cost(),
    instant: (promql, at) => source.instant(narrow(promql), at),
    range: (query) => source.range({ ...query, promql: narrow(query.promql) }),
    raw: (query) => source.raw({ ...query, matchers: [...query.matchers, ...matchers] }),
    series: (selector, window) => source.series(narrow(selector), window),
    labelValues: (label, selectors, window) => source.labelValues(label, selectors.map(narrow), window),
  };
}
