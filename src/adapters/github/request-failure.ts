import { GraphqlResponseError } from "@octokit/graphql";
import { RequestError } from "@octokit/request-error";
import { PortError } from "../../ports/port-error.ts";

/** A failed request, told apart by whether GitHub answered. */
export type RequestFailure =
  | { readonly kind: "connection"; readonly timedOut: boolean; readonly message: string }
  | {
      readonly kind: "answer";
      readonly status: number;
      /** GitHub's own words, on one line, without anything that looks like a credential. */
      readonly message: string;
      readonly isJson: boolean;
      readonly limit: { readonly until: string } | null;
      /** From GitHub's header: `Contents: write`. */
      readonly permissions: string | null;
      readonly needsSingleSignOn: boolean;
    };

/** null for anything that is not a failed request. */
export function asRequestFailure(error: unknown): RequestFailure | null {
  if (error instanceof GraphqlResponseError) return fromGraphql(error);
  if (!(error instanceof RequestError)) return fromThrottling(error);
  const { response } = error;
  if (response === undefined) return fromConnection(error);
  const headers = response.headers;
  const message = oneLine(messageOf(response.data) ?? error.message);
  return {
    kind: "answer",
    status: error.status,
    message,
    isJson: /json/.test(headers["content-type"] ?? ""),
    limit: limitOf(error.status, message, headers),
    permissions: permissionsOf(headers["x-accepted-github-permissions"]),
    needsSingleSignOn: headers["x-github-sso"] !== undefined,
  };
}

/** Whether the request may have been carried out although no answer says so. */
export function mayHaveHappened(error: unknown): boolean {
  if (error instanceof PortError) return error.code === "bad-answer";
  const failure = asRequestFailure(error);
  return failure !== null && (failure.kind === "connection" || failure.status >= 500);
}

/** GitHub's own answer that what was asked for is not there. */
export function isMissing(error: unknown): boolean {
  const failure = asRequestFailure(error);
  return failure?.kind === "answer" && failure.status === 404 && failure.isJson;
}

/** Text from a server for a one-line message. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/gh[a-z]_[A-Za-z0-9_.-]+|github_pat_\w+|eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "[credential]")
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, 300);
}

function fromConnection(error: RequestError): RequestFailure {
  const chain = causesOf(error);
  const message = chain.map((each) => each.message).findLast((each) => each !== "") ?? "";
  const proxy = /^Proxy response \((\d+)\)/.exec(message);
  return {
    kind: "connection",
    timedOut: chain.some((each) => /Timeout/.test(each.name)),
    message: proxy === null ? oneLine(message) : `the proxy answered ${proxy[1]}`,
  };
}

/** The error and what caused it; the innermost, last, says what really happened. */
function causesOf(error: Error): readonly Error[] {
  const chain = [error];
  for (let { cause } = error; cause instanceof Error && chain.length < 6; cause = cause.cause)
    chain.push(cause);
  return chain;
}

/** GitHub answers GraphQL errors with status 200 and a type; these are the statuses REST would give. */
const statuses = new Map([
  ["FORBIDDEN", 403],
  ["NOT_FOUND", 404],
  ["STALE_DATA", 409],
]);

function fromGraphql(error: GraphqlResponseError<unknown>): RequestFailure {
  const first = error.errors?.[0];
  const message = oneLine(first?.message ?? error.message);
  const status = statuses.get(first?.type ?? "") ?? 422;
  return {
    kind: "answer",
    status,
    message,
    isJson: true,
    limit: null,
    permissions: null,
    needsSingleSignOn: false,
  };
}

/** What the throttling plugin makes of GraphQL's primary limit, an answer of 200: an error of no class of its own. */
function fromThrottling(error: unknown): RequestFailure | null {
  const errors = field(field(error, "data"), "errors");
  const limited = Array.isArray(errors)
    ? errors.find((each: unknown) => field(each, "type") === "RATE_LIMITED")
    : undefined;
  if (!(error instanceof Error) || limited === undefined) return null;
  const message = field(limited, "message");
  const headers = field(field(error, "response"), "headers");
  return {
    kind: "answer",
    status: 429,
    message: oneLine(typeof message === "string" ? message : error.message),
    isJson: true,
    limit: { until: untilOf(typeof headers === "object" ? { ...headers } : {}) },
    permissions: null,
    needsSingleSignOn: false,
  };
}

/** `message`, and what is in `errors`, which is where GitHub puts the reason of a 422. */
function messageOf(data: unknown): string | null {
  const message = field(data, "message");
  if (typeof message !== "string") return null;
  const details = field(data, "errors");
  const reasons = Array.isArray(details)
    ? details.map((each: unknown) => field(each, "message") ?? field(each, "field") ?? each)
    : [];
  const texts = reasons.filter((each) => typeof each === "string");
  return texts.length > 0 ? `${message}: ${texts.join("; ")}` : message;
}

function limitOf(
  status: number,
  message: string,
  headers: Readonly<Record<string, unknown>>,
): { readonly until: string } | null {
  if (status !== 403 && status !== 429) return null;
  const isLimit =
    status === 429 || headers["x-ratelimit-remaining"] === "0" || /\brate limit\b/i.test(message);
  return isLimit ? { until: untilOf(headers) } : null;
}

function untilOf(headers: Readonly<Record<string, unknown>>): string {
  const reset = Number(headers["x-ratelimit-reset"]);
  const wait = Number(headers["retry-after"]);
  if (Number.isFinite(wait) && wait > 0) return `in ${wait} seconds`;
  return headers["x-ratelimit-remaining"] === "0" && Number.isFinite(reset)
    ? `after ${new Date(reset * 1000).toISOString()}`
    : "in a few minutes";
}

/** `contents=write; pull_requests=write` to `Contents: write, Pull requests: write`. */
function permissionsOf(header: unknown): string | null {
  if (typeof header !== "string" || header === "") return null;
  const names = [...header.matchAll(/([a-z_]{1,40})=(read|write|admin)/g)].map(
    ([, name = "", level = ""]) => {
      const words = name.replaceAll("_", " ");
      return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${level}`;
    },
  );
  return names.length > 0 ? names.join(", ") : null;
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
