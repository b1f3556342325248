import { duration, type ServiceLevel } from "../model/index.ts";

/** The service that levels are looked for: its name in the cluster. */
export interface ServiceRef {
  readonly namespace: string;
  readonly service: string;
}

/** How one mesh or ingress shows requests, their errors and how long they took. */
interface Convention {
  readonly name: string;
  /** The metric that shows it is in use. */
  readonly counter: string;
  /** Matchers of the requests to a service. */
  matchers(ref: ServiceRef): string;
  readonly failed: string;
  /** Histogram without `_bucket`, and how many seconds its unit is. */
  readonly histogram: string;
  readonly unit: "seconds" | "milliseconds";
}

const conventions: readonly Convention[] = [
  {
    name: "Istio",
    counter: "istio_requests_total",
    // The receiving side sees all requests once, whoever sent them.
    matchers: ({ namespace, service }) =>
      `reporter="destination",destination_service_namespace=${text(namespace)},destination_service_name=${text(service)}`,
    failed: `response_code=~"5.."`,
    histogram: "istio_request_duration_milliseconds",
    unit: "milliseconds",
  },
  {
    name: "Linkerd",
    counter: "response_total",
    matchers: ({ namespace, service }) =>
      `direction="inbound",namespace=${text(namespace)},deployment=${text(service)}`,
    failed: `classification="failure"`,
    histogram: "response_latency_ms",
    unit: "milliseconds",
  },
  {
    name: "ingress-nginx",
    counter: "nginx_ingress_controller_requests",
    matchers: ({ namespace, service }) =>
      `exported_namespace=${text(namespace)},exported_service=${text(service)}`,
    failed: `status=~"5.."`,
    histogram: "nginx_ingress_controller_request_duration_seconds",
    unit: "seconds",
  },
  {
    name: "Traefik",
    counter: "traefik_service_requests_total",
    // `namespace-service-port@kubernetes`, and of ingress routes with a hash in it.
    matchers: ({ namespace, service }) =>
      `service=~${text(`${escaped(namespace)}-${escaped(service)}-[0-9a-z]+@kubernetes.*`)}`,
    failed: `code=~"5.."`,
    histogram: "traefik_service_request_duration_seconds",
    unit: "seconds",
  },
  {
    name: "Envoy",
    counter: "envoy_cluster_upstream_rq",
    matchers: ({ namespace, service }) =>
      `envoy_cluster_name=~${text(`(.*[^0-9a-z-])?${escaped(namespace)}[_/.]${escaped(service)}([^0-9a-z-].*)?`)}`,
    failed: `envoy_response_code=~"5.."`,
    histogram: "envoy_cluster_upstream_rq_time",
    unit: "milliseconds",
  },
];

/** The metrics that tell which convention is in use. */
export const levelMetrics: readonly string[] = conventions.map(({ counter }) => counter);

/**
 * Errors and the 99th percentile of latency of a service, by the first convention of which the server has the metric:
 * meshes before ingresses, which see outside traffic only. Nothing is promised, so there is no objective.
 */
export function detectLevels(metrics: ReadonlySet<string>, ref: ServiceRef): readonly ServiceLevel[] {
  const convention = conventions.find(({ counter }) => metrics.has(counter));
  if (convention === undefined) return [];
  const of = convention.matchers(ref);
  const count = (matchers: string): string => `sum(rate(${convention.counter}{${matchers}}[$window]))`;
  const buckets = `sum by (le) (rate(${convention.histogram}_bucket{${of}}[$window]))`;
  const inUnit = `histogram_quantile(0.99, ${buckets})`;
  const common = {
    service: ref.service,
    objective: null,
    period: duration(30, "d"),
    origin: convention.name,
  };
  return [
    {
      ...common,
      name: "request errors",
      indicator: { kind: "errors", bad: count(`${of},${convention.failed}`), total: count(of) },
    },
    {
      ...common,
      name: "99th percentile of latency",
      indicator: { kind: "latency", seconds: convention.unit === "seconds" ? inUnit : `${inUnit} / 1000` },
    },
  ];
}

/** A PromQL string. */
function text(value: string): string {
  return JSON.stringify(value);
}

function escaped(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
