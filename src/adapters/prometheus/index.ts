// MetricsSource over the Prometheus HTTP API, as Prometheus, Thanos, Mimir and VictoriaMetrics serve it.
export type { PrometheusAuth, PrometheusOptions, PrometheusTls } from "./options.ts";
export { type PrometheusUrl, parsePrometheusUrl } from "./prometheus-url.ts";
export { createPrometheusSource, type PrometheusSource } from "./source.ts";
