import { existsSync } from "node:fs";
import type { PrometheusAuth, PrometheusUrl } from "../../../adapters/prometheus/index.ts";
import { UsageError } from "../usage-error.ts";
import { type ProcessEnvironment, variable } from "./environment.ts";

export interface PrometheusAuthFlags {
  readonly prometheusSigv4?: true | undefined;
  readonly prometheusSigv4Region?: string | undefined;
}

/** Who asks: one way of those that flags and environment name, `null` for none. Throws a UsageError. */
export function readPrometheusAuth(
  flags: PrometheusAuthFlags,
  environment: ProcessEnvironment,
  url: PrometheusUrl,
): PrometheusAuth | null {
  const ways = [
    bearer(environment),
    tokenFile(environment),
    basic(environment),
    askedSignature(flags, environment, url),
  ];
  const named = ways.filter((way) => way !== null);
  const [first, second] = named;
  if (first !== undefined && second !== undefined)
    throw new UsageError(`set ${first.name} or ${second.name}, not both`);
  if (first !== undefined) return first.auth;
  // Nobody else has these addresses, and they take nothing else.
  const region = url.credentials === null ? regionOf(url) : null;
  return region === null ? null : { kind: "sigv4", region };
}

interface Way {
  readonly name: string;
  readonly auth: PrometheusAuth;
}

function bearer(environment: ProcessEnvironment): Way | null {
  const name = "OPTPASS_PROMETHEUS_TOKEN";
  const token = variable(environment, name);
  return token === undefined ? null : { name, auth: { kind: "bearer", token } };
}

function tokenFile(environment: ProcessEnvironment): Way | null {
  const name = "OPTPASS_PROMETHEUS_TOKEN_FILE";
  const file = variable(environment, name);
  if (file === undefined) return null;
  if (!existsSync(file)) throw new UsageError(`${name}: there is no file ${file}`);
  return { name, auth: { kind: "bearer-file", file } };
}

function basic(environment: ProcessEnvironment): Way | null {
  const name = "OPTPASS_PROMETHEUS_USERNAME";
  const username = variable(environment, name);
  if (username === undefined) return null;
  const password = variable(environment, "OPTPASS_PROMETHEUS_PASSWORD") ?? "";
  return { name, auth: { kind: "basic", username, password } };
}

function askedSignature(
  flags: PrometheusAuthFlags,
  environment: ProcessEnvironment,
  url: PrometheusUrl,
): Way | null {
  const given = flags.prometheusSigv4Region;
  if (given === undefined && flags.prometheusSigv4 !== true) return null;
  const name = given === undefined ? "--prometheus-sigv4" : "--prometheus-sigv4-region";
  const region =
    given ??
    regionOf(url) ??
    variable(environment, "AWS_REGION") ??
    variable(environment, "AWS_DEFAULT_REGION");
  if (region === undefined)
    throw new UsageError("--prometheus-sigv4: say in which region: --prometheus-sigv4-region or AWS_REGION");
  if (!/^[a-z]{2,}(?:-[a-z]+)+-\d+$/.test(region))
    throw new UsageError(`${name}: "${region}" is not a region of AWS, such as eu-west-1`);
  return { name, auth: { kind: "sigv4", region } };
}

/** The region in an address of Amazon Managed Service for Prometheus. */
function regionOf({ hostname }: PrometheusUrl): string | null {
  const match = /^aps-workspaces(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.exec(
    hostname,
  );
  return match?.[1] ?? null;
}
