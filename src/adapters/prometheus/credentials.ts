import { PortError } from "../../ports/port-error.ts";
import type { PrometheusAuth, PrometheusOptions } from "./options.ts";
import { isLoopback } from "./prometheus-url.ts";

/** The headers of every request, and what in them must never be printed. */
export interface RequestHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly hasCredentials: boolean;
}

/** Throws a PortError `rejected` for a value that no header can carry; the platform's own error would print it. */
export function requestHeaders(options: PrometheusOptions): RequestHeaders {
  const { url, gzip = "auto" } = options;
  const fromUrl: PrometheusAuth =
    url.credentials === null ? { kind: "none" } : { kind: "basic", ...url.credentials };
  const auth = options.auth === undefined || options.auth.kind === "none" ? fromUrl : options.auth;
  const headers: Record<string, string> = Object.create(null);
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    headers[name.toLowerCase()] = checked(value, `header ${JSON.stringify(name)}`, name);
    if (value.trim().length >= 8) secrets.push(value.trim()); // a tenant's short name is no secret
  }
  if (auth.kind === "bearer") {
    headers["authorization"] = `Bearer ${checked(auth.token, "bearer token")}`;
    secrets.push(auth.token.trim());
  } else if (auth.kind === "basic") {
    const pair = Buffer.from(`${auth.username}:${auth.password}`, "utf8").toString("base64");
    headers["authorization"] = `Basic ${pair}`;
    secrets.push(pair, auth.password);
  }
  const packed = gzip === "on" || (gzip === "auto" && !isLoopback(url));
  headers["accept-encoding"] = packed ? "gzip" : "identity";
  headers["accept"] = "application/json";
  return {
    headers,
    secrets: secrets.filter((secret) => secret !== ""),
    hasCredentials: headers["authorization"] !== undefined,
  };
}

// Visible ASCII, Latin-1 and blanks within (RFC 9110, section 5.5); the end of a file's last line is dropped.
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function checked(value: string, what: string, name = "authorization"): string {
  const trimmed = value.trim();
  if (headerValue.test(trimmed) && headerName.test(name)) return trimmed;
  throw new PortError(
    "metrics-source",
    "rejected",
    `the Prometheus ${what} cannot be sent as an HTTP header`,
  );
}
