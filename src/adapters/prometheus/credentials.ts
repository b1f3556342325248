import { PortError } from "../../ports/port-error.ts";
import type { Authorize } from "./authorize.ts";
import { asHeaderValue } from "./header-value.ts";
import type { PrometheusAuth, PrometheusOptions } from "./options.ts";
import { isLoopback } from "./prometheus-url.ts";
import { signatureV4 } from "./signature-v4.ts";
import { tokenFromFile } from "./token-file.ts";

/** The headers of every request, and what in them must never be printed. */
export interface RequestHeaders {
  readonly headers: Readonly<Record<string, string>>;
  /** Headers of one request more. */
  readonly authorize: Authorize;
  /** All that were sent so far. */
  readonly secrets: readonly string[];
  readonly hasCredentials: boolean;
}

/** Throws a PortError `rejected` for a value that no header can carry; the platform's own error would print it. */
export function requestHeaders(options: PrometheusOptions): RequestHeaders {
  const { url, gzip = "auto" } = options;
  const auth = authOf(options);
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
  const changing = new ChangingSecrets(secrets.filter((secret) => secret !== ""));
  return {
    headers,
    authorize: authorizeBy(auth, (secret) => changing.add(secret)),
    get secrets() {
      return changing.all();
    },
    hasCredentials: auth.kind !== "none" || headers["authorization"] !== undefined,
  };
}

function authOf({ auth, url }: PrometheusOptions): PrometheusAuth {
  if (auth !== undefined && auth.kind !== "none") return auth;
  return url.credentials === null ? { kind: "none" } : { kind: "basic", ...url.credentials };
}

function authorizeBy(auth: PrometheusAuth, onSecret: (secret: string) => void): Authorize {
  if (auth.kind === "bearer-file") return tokenFromFile(auth.file, onSecret);
  if (auth.kind === "sigv4") return signatureV4(auth.region, onSecret);
  return async () => ({});
}

// A request under way may still carry the one before the last.
const mostChanging = 4;

class ChangingSecrets {
  readonly #fixed: readonly string[];
  readonly #recent: string[] = [];

  constructor(fixed: readonly string[]) {
    this.#fixed = fixed;
  }

  add(secret: string): void {
    if (secret === "" || this.#recent.includes(secret)) return;
    this.#recent.push(secret);
    if (this.#recent.length > mostChanging) this.#recent.shift();
  }

  all(): readonly string[] {
    return [...this.#fixed, ...this.#recent];
  }
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function checked(value: string, what: string, name = "authorization"): string {
  const sent = asHeaderValue(value);
  if (sent !== null && headerName.test(name)) return sent;
  throw new PortError(
    "metrics-source",
    "rejected",
    `the Prometheus ${what} cannot be sent as an HTTP header`,
  );
}
