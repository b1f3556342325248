import type { PrometheusUrl } from "./prometheus-url.ts";

export interface PrometheusOptions {
  readonly url: PrometheusUrl;
  /** Wins over credentials in the URL. */
  readonly auth?: PrometheusAuth;
  /** Sent with every request, for example a tenant: `{ "X-Scope-OrgID": "team-a" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: PrometheusTls;
  /** Longest time for one request, its body included. Default 60. */
  readonly timeoutSeconds?: number;
  /** Requests at the same time. Default 4. */
  readonly concurrency?: number;
  /**
   * Samples that one range query may return. Default 500,000: 17 MB of JSON, which a heap of 96 MB is enough to read
   * (2 million do not fit into one of 256 MB). Measured in Node 20: 250 MB resident for one such page, of which 100 MB
   * are the program, and up to 560 MB over many, where the heap is not limited and V8 lets garbage stand. Far below
   * the 50 million that Prometheus allows by default.
   */
  readonly maxSamplesPerQuery?: number;
  /**
   * Series of one request for raw samples; where there are more, shorter times are asked for. Default 200,000, whose
   * labels take about 150 MB.
   */
  readonly maxSeriesPerRequest?: number;
  /**
   * Longest answer that is read as a whole, and longest line of one that is read while it comes; unpacked. Default
   * 256 MB; V8 reads no text beyond 512 MB.
   */
  readonly maxResponseBytes?: number;
  /** `auto`: not on loopback, where packing costs the server a tenth more and saves nobody anything. */
  readonly gzip?: "auto" | "on" | "off";
  /** Pause before the first of three retries; it doubles each time. Default 500. */
  readonly firstRetryMillis?: number;
}

export type PrometheusAuth =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  /** The file is read for each request, so that a token which is replaced in it goes on working. */
  | { readonly kind: "bearer-file"; readonly file: string }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** Signature Version 4 of AWS, for the service `aps`, with the credentials that its own tools would take. */
  | { readonly kind: "sigv4"; readonly region: string };

export interface PrometheusTls {
  /** PEM; replaces the well-known authorities, as in Prometheus's own `ca_file`. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
}

/** The options with every default filled in. */
export interface Limits {
  readonly timeoutMillis: number;
  readonly concurrency: number;
  readonly maxSamplesPerQuery: number;
  readonly maxSeriesPerRequest: number;
  readonly maxResponseBytes: number;
  readonly firstRetryMillis: number;
}

// V8 reads no longer text.
const longestText = 512 * 1024 * 1024 - 1024;

export function limitsOf(options: PrometheusOptions): Limits {
  return {
    timeoutMillis: (options.timeoutSeconds ?? 60) * 1000,
    concurrency: options.concurrency ?? 4,
    maxSamplesPerQuery: options.maxSamplesPerQuery ?? 500_000,
    maxSeriesPerRequest: options.maxSeriesPerRequest ?? 200_000,
    maxResponseBytes: Math.min(options.maxResponseBytes ?? 256 * 1024 * 1024, longestText),
    firstRetryMillis: options.firstRetryMillis ?? 500,
  };
}
