import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  createPrometheusSource,
  type PrometheusAuth,
  parsePrometheusUrl,
} from "../../../adapters/prometheus/index.ts";
import type { DataSource, SecretReference } from "../../../core/config/index.ts";
import { explainPromqlError, type Matcher, parseSelector } from "../../../core/telemetry/index.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";
import type { OpenedSource } from "./prometheus-flags.ts";

/** Opens a data source of the operator's configuration. Nothing is sent yet. Throws a UsageError without any secret in it. */
export function openDataSource(source: DataSource, environment: ProcessEnvironment): OpenedSource {
  const { name, tls, limits, selector } = source;
  const url = parsePrometheusUrl(source.url);
  if (!url.ok) throw new UsageError(`data source ${name}: ${url.error}`);
  const auth = authOf(source, environment);
  const opened = createPrometheusSource({
    url: url.value,
    ...(auth === null ? {} : { auth }),
    headers: Object.fromEntries(
      source.headers.map(({ name: header, value }) => [
        header,
        typeof value === "string" ? value : secretOf(name, value, environment),
      ]),
    ),
    tls: {
      ...(tls.caFile === null ? {} : { caFile: tls.caFile }),
      ...(tls.certFile === null ? {} : { certFile: tls.certFile }),
      ...(tls.keyFile === null ? {} : { keyFile: tls.keyFile }),
      ...(tls.insecure ? { insecure: true } : {}),
    },
    ...(limits.timeout === null ? {} : { timeoutSeconds: limits.timeout / 1000 }),
    ...(limits.concurrency === null ? {} : { concurrency: limits.concurrency }),
    ...(limits.samples === null ? {} : { maxSamplesPerQuery: limits.samples }),
    ...(limits.series === null ? {} : { maxSeriesPerRequest: limits.series }),
    ...(limits.bytes === null ? {} : { maxResponseBytes: limits.bytes }),
  });
  return { source: opened, matchers: selector === null ? [] : matchersOf(name, selector) };
}

/** Tells what is kept of this source from what is kept of every other. */
export function identifyDataSource({ url, name, headers, selector }: DataSource): string {
  const plain = headers.filter(({ value }) => typeof value === "string");
  const rest = JSON.stringify({ name, plain, selector });
  return `${url} ${createHash("sha256").update(rest).digest("hex").slice(0, 16)}`;
}

function authOf({ name, auth }: DataSource, environment: ProcessEnvironment): PrometheusAuth | null {
  switch (auth.kind) {
    case "none":
      return null;
    case "sigv4":
      return { kind: "sigv4", region: auth.region };
    case "basic":
      return { kind: "basic", username: auth.username, password: secretOf(name, auth.password, environment) };
    case "bearer":
      return "file" in auth.token
        ? { kind: "bearer-file", file: auth.token.file }
        : { kind: "bearer", token: secretOf(name, auth.token, environment) };
  }
}

function secretOf(source: string, from: SecretReference, environment: ProcessEnvironment): string {
  if ("env" in from) {
    const value = variable(environment, from.env);
    if (value === undefined)
      throw new UsageError(`data source ${source}: the variable ${from.env} is not set`);
    return value;
  }
  try {
    return readFileSync(from.file, "utf8").trim();
  } catch {
    throw new UsageError(`data source ${source}: cannot read ${from.file}`);
  }
}

function matchersOf(source: string, text: string): readonly Matcher[] {
  const parsed = parseSelector(text);
  if (!parsed.ok)
    throw new UsageError(`data source ${source}: selector: ${explainPromqlError(parsed.error)}`);
  if (parsed.value.metric !== null)
    throw new UsageError(`data source ${source}: selector: write labels only, without a metric`);
  return parsed.value.matchers;
}
