import { connectMillis } from "./http-agent.ts";
import type { PrometheusUrl } from "./prometheus-url.ts";
import { failure, type RequestFailure } from "./request-failure.ts";

interface Explanation {
  readonly says: (url: PrometheusUrl) => string;
  readonly again?: boolean;
  /** Default `unreachable`. */
  readonly code?: "unauthorized";
}

const noRoute: Explanation = { says: ({ host }) => `there is no network route to ${host}` };
const noAnswer: Explanation = { says: ({ host }) => `${host} did not answer in ${connectMillis / 1000} s` };
// A server that restarts, or closed an idle connection just as it was used: the next attempt gets a new one.
const broken: Explanation = { says: ({ host }) => `the connection to ${host} broke`, again: true };
const untrusted: Explanation = {
  says: () =>
    "its TLS certificate is signed by an authority that is not trusted here; give the authority's file",
};

// Not a code of its own: undici says it in words only, beside a code that says nothing.
const proxyAsks = "HTTP 407";

const explanations: ReadonlyMap<string, Explanation> = new Map([
  ["ECONNREFUSED", { says: ({ host }) => `${host} refused the connection` }],
  ["ENOTFOUND", { says: ({ hostname }) => `the host name ${hostname} does not exist` }],
  ["EAI_AGAIN", { says: ({ hostname }) => `the host name ${hostname} could not be looked up`, again: true }],
  ["EHOSTUNREACH", noRoute],
  ["ENETUNREACH", noRoute],
  ["ETIMEDOUT", noAnswer],
  ["UND_ERR_CONNECT_TIMEOUT", noAnswer],
  ["ECONNRESET", broken],
  ["EPIPE", broken],
  ["UND_ERR_SOCKET", broken],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", broken],
  [proxyAsks, { says: () => "a proxy on the way asks for credentials", code: "unauthorized" }],
  // Aborted by us is told apart before; what is left is a proxy that does not open a tunnel.
  ["UND_ERR_ABORTED", { says: ({ host }) => `a proxy on the way does not connect to ${host}` }],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", untrusted],
  ["SELF_SIGNED_CERT_IN_CHAIN", untrusted],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", untrusted],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", untrusted],
  ["UNABLE_TO_GET_ISSUER_CERT", untrusted],
  ["CERT_HAS_EXPIRED", { says: () => "its TLS certificate has expired" }],
  ["ERR_TLS_CERT_ALTNAME_INVALID", { says: ({ hostname }) => `its TLS certificate is not for ${hostname}` }],
]);

/** Turns an error of sending a request, or of reading the body of its response, into one line. */
export function connectionFailure(url: PrometheusUrl, cause: unknown): RequestFailure {
  const codes = codesOf(cause);
  const known = codes.map((code) => explanations.get(code)).find((explanation) => explanation !== undefined);
  const says = known?.says(url) ?? otherwise(codes);
  const options = { again: known?.again ?? false, cause };
  return failure(known?.code ?? "unreachable", `Prometheus at ${url.base} is unreachable: ${says}`, options);
}

function otherwise(codes: readonly string[]): string {
  const tls = codes.find((code) => code === "EPROTO" || /^(?:ERR_SSL|ERR_TLS|ERR_OSSL|CERT_)/.test(code));
  if (tls !== undefined) return `TLS failed (${tls}); is it an https:// server?`;
  return codes.length === 0 ? "the connection failed" : `the connection failed (${codes.join(", ")})`;
}

// Depth-limited, because causes may be chained in a circle.
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  const words = /^Proxy .*\(407\)/.test(error.message) ? [proxyAsks] : [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [...words, ...own, ...[...inner, error.cause].flatMap((next) => codesOf(next, depth + 1))];
}
