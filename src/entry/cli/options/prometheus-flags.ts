import { existsSync } from "node:fs";
import { type Command, Option, type OptionValues } from "@commander-js/extra-typings";
import {
  createPrometheusSource,
  type PrometheusSource,
  parsePrometheusUrl,
} from "../../../adapters/prometheus/index.ts";
import { explainPromqlError, type Matcher, parseSelector } from "../../../core/telemetry/index.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";
import { type PrometheusAuthFlags, readPrometheusAuth } from "./prometheus-auth.ts";
import { addPrometheusLimits, type PrometheusLimitFlags, readPrometheusLimits } from "./prometheus-limits.ts";

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds the flags of every command that reads a metrics source. Secrets come from the environment only. */
export function addPrometheusOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  const described = command
    .addOption(
      new Option("-p, --prometheus <url>", "Prometheus-compatible HTTP API (or OPTPASS_PROMETHEUS_URL)"),
    )
    .addOption(
      new Option("--prometheus-header <name:value>", "send this header, for example a tenant (repeatable)")
        .argParser(collect)
        .default([] as readonly string[], "none"),
    )
    .addOption(new Option("--prometheus-ca <file>", "trust the authorities in this PEM file"))
    .addOption(new Option("--prometheus-cert <file>", "client certificate (PEM)"))
    .addOption(new Option("--prometheus-key <file>", "key of the client certificate (PEM)"))
    .addOption(new Option("--prometheus-insecure", "accept any TLS certificate"))
    .addOption(new Option("--prometheus-sigv4", "sign requests for AWS (its own addresses: always)"))
    .addOption(new Option("--prometheus-sigv4-region <region>", "the same, for this region (or AWS_REGION)"))
    .addOption(new Option("--selector <promql>", "narrow every query, for example '{cluster=\"eu\"}'"));
  return addPrometheusLimits(described);
}

/** What the flags parse to. */
export interface PrometheusFlags extends PrometheusAuthFlags, PrometheusLimitFlags {
  readonly prometheus?: string | undefined;
  readonly prometheusHeader: readonly string[];
  readonly prometheusCa?: string | undefined;
  readonly prometheusCert?: string | undefined;
  readonly prometheusKey?: string | undefined;
  readonly prometheusInsecure?: true | undefined;
  readonly selector?: string | undefined;
}

export interface OpenedSource {
  readonly source: PrometheusSource;
  readonly matchers: readonly Matcher[];
}

/** Builds the source that flags and environment describe. Nothing is sent yet. */
export function openPrometheus(flags: PrometheusFlags, environment: ProcessEnvironment): OpenedSource {
  const address = flags.prometheus ?? variable(environment, "OPTPASS_PROMETHEUS_URL");
  if (address === undefined) {
    throw new UsageError(
      "say where Prometheus is: --prometheus http://localhost:9090 (or OPTPASS_PROMETHEUS_URL)",
    );
  }
  const url = parsePrometheusUrl(address);
  if (!url.ok) throw new UsageError(`--prometheus: ${url.error}`);
  const auth = readPrometheusAuth(flags, environment, url.value);
  const source = createPrometheusSource({
    url: url.value,
    ...(auth === null ? {} : { auth }),
    headers: readHeaders(flags.prometheusHeader, environment),
    tls: {
      ...file("--prometheus-ca", "caFile", flags.prometheusCa),
      ...file("--prometheus-cert", "certFile", flags.prometheusCert),
      ...file("--prometheus-key", "keyFile", flags.prometheusKey),
      ...(flags.prometheusInsecure === true ? { insecure: true } : {}),
    },
    ...readPrometheusLimits(flags, environment),
  });
  return { source, matchers: readMatchers(flags.selector) };
}

/** Headers of the flags, and of OPTPASS_PROMETHEUS_HEADERS (one a line) for values that nobody should see. */
function readHeaders(flags: readonly string[], environment: ProcessEnvironment): Record<string, string> {
  const secret = variable(environment, "OPTPASS_PROMETHEUS_HEADERS")?.split("\n") ?? [];
  const headers = [...flags, ...secret].map((line): readonly [string, string] => {
    const match = /^([A-Za-z0-9!#$%&'*+.^_|~-]+)\s*:\s*([\t\x20-\x7e]*)$/.exec(line.trim());
    // The text may be a secret, so it is not repeated.
    if (match === null) throw new UsageError('--prometheus-header: write it as "Name: value"');
    return [match[1] ?? "", match[2] ?? ""];
  });
  return Object.fromEntries(headers);
}

function file<Key extends string>(
  flag: string,
  key: Key,
  path: string | undefined,
): Partial<Record<Key, string>> {
  if (path === undefined) return {};
  if (!existsSync(path)) throw new UsageError(`${flag}: there is no file ${path}`);
  return { [key]: path } as Partial<Record<Key, string>>;
}

function readMatchers(text: string | undefined): readonly Matcher[] {
  if (text === undefined) return [];
  const parsed = parseSelector(text);
  if (!parsed.ok) throw new UsageError(`--selector: ${explainPromqlError(parsed.error)}`);
  const { metric, matchers } = parsed.value;
  if (metric !== null)
    throw new UsageError(`--selector: write labels only, such as {cluster="eu"}, without a metric`);
  return matchers;
}
