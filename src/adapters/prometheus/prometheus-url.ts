import { err, ok, type Result } from "../../core/model/index.ts";

/** Where a Prometheus API is: `base` + `/api/v1/...`. */
export interface PrometheusUrl {
  /** Scheme, host, port and path prefix; no credentials, no slash at the end. Safe to print. */
  readonly base: string;
  readonly hostname: string;
  /** Host and port, for people. */
  readonly host: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

/**
 * Reads the address of a Prometheus server. A path is a prefix (`/prometheus` on Mimir); credentials are taken out
 * of it. The error is one line that repeats no part of the text, which may hold a password.
 */
export function parsePrometheusUrl(text: string): Result<PrometheusUrl, string> {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return err("the Prometheus URL must start with http:// or https://, for example http://localhost:9090");
  }
  if (url.search !== "" || url.hash !== "") {
    return err("the Prometheus URL must not hold a query (?...) or a fragment (#...)");
  }
  const username = decode(url.username);
  const password = decode(url.password);
  if (username === null || password === null) {
    return err("the user name or password in the Prometheus URL is not percent-encoded correctly");
  }
  // People paste the address of a page, of the API itself, or of a route of it, as consoles show them.
  const prefix = url.pathname.replace(/\/(?:api\/v1(?:\/[a-z_]+)?|graph|query)?\/?$/, "").replace(/\/+$/, "");
  return ok({
    base: `${url.protocol}//${url.host}${prefix}`,
    hostname: url.hostname,
    host: url.port === "" ? `${url.hostname}:${url.protocol === "https:" ? 443 : 80}` : url.host,
    credentials: username === "" && password === "" ? null : { username, password },
  });
}

export function isLoopback({ hostname }: PrometheusUrl): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
