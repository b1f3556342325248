import type { Envelope } from "./envelope.ts";
import type { HttpAnswer } from "./http-exchange.ts";
import { oneLine } from "./one-line.ts";
import { failure, type RequestFailure } from "./request-failure.ts";
import { longestRequestedPause, retryAfterMillis } from "./retry.ts";

/** What is known of the server, for its error messages. */
export interface Asked {
  readonly base: string;
  readonly hasCredentials: boolean;
  readonly secrets: readonly string[];
  /** A shorter request follows where this one takes too long, in place of the same one again. */
  readonly isHalved?: boolean;
}

/** Says what is wrong with an answer that is not a success, and whether to ask again. */
export function answerFailure(asked: Asked, answer: HttpAnswer, envelope: Envelope | null): RequestFailure {
  const { status } = answer;
  const at = `Prometheus at ${asked.base}`;
  const words = envelope?.error ?? gatewayWords(answer.text);
  const said = words === null ? "" : `: ${oneLine(words, asked.secrets)}`;
  if (status === 401 || status === 403) {
    const what = asked.hasCredentials
      ? "the credentials were refused"
      : "it asks for credentials, and none were given";
    return failure("unauthorized", `${at}: ${what} (HTTP ${status})${said}`);
  }
  if (status === 407)
    return failure("unauthorized", `${at} is unreachable: a proxy on the way asks for credentials`);
  if (status === 404 && envelope?.error === undefined) return notThisApi(asked, answer);
  if (envelope !== null && (status < 500 || isHeavy(envelope)) && status !== 429) {
    if (isHeavy(envelope)) return failure("too-heavy", `${at} found the query too heavy${said}`);
    return failure("rejected", `${at} did not accept the request${said}`);
  }
  if (status === 429) return busy("unreachable", `${at} is busy (HTTP 429)${said}`, answer);
  if (status === 502 || status === 503)
    return busy("unreachable", `${at} is not available (HTTP ${status})${said}`, answer);
  if (status === 504) {
    const message = `${at} took too long (HTTP 504)${said}`;
    return asked.isHalved === true ? failure("timeout", message) : busy("timeout", message, answer);
  }
  if (status >= 500) return failure("unreachable", `${at} failed (HTTP ${status})${said}`);
  if (status === 413 || status === 414)
    return failure("rejected", `${at} finds the request too long (HTTP ${status})`);
  return notThisApi(asked, answer);
}

/** What a gateway before the API says in its own JSON: AWS `{"message"}`, Google `{"error":{"message"}}`. */
function gatewayWords(text: string): string | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return messageIn(parsed) ?? (isRecord(parsed) ? messageIn(parsed["error"]) : null);
  } catch {
    return null;
  }
}

function messageIn(value: unknown): string | null {
  return isRecord(value) && typeof value["message"] === "string" ? value["message"] : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Something answers, and it is not this API. */
export function notThisApi({ base }: Asked, answer: HttpAnswer): RequestFailure {
  const isCut = answer.status === 200 && /^\s*\{\s*"status"\s*:\s*"success"/.test(answer.text);
  if (isCut)
    return failure("bad-answer", `Prometheus at ${base} sent an answer that is cut off or malformed`);
  const type = oneLine(answer.contentType) || "no content type";
  const code = answer.status === 404 ? "not-found" : "bad-answer";
  return failure(
    code,
    `${base} answers, but it is not a Prometheus HTTP API (HTTP ${answer.status}, ${type})`,
  );
}

function busy(code: "unreachable" | "timeout", message: string, { retryAfter }: HttpAnswer): RequestFailure {
  const waitMillis = retryAfterMillis(retryAfter, Date.now());
  const pause =
    waitMillis > longestRequestedPause ? `; it asks for a pause of ${Math.ceil(waitMillis / 1000)} s` : "";
  return failure(code, `${message}${pause}`, { again: true, waitMillis });
}

// Prometheus: "query processing would load too many samples", "query timed out", "exceeded maximum resolution".
// Thanos: "exceeded series limit", "limit 12000 violated". Cortex: "the query hit the max number of series limit".
// Mimir: "the query time range exceeds the limit", "err-mimir-max-chunks-per-query". VictoriaMetrics: "cannot select
// more than -search.maxSamplesPerQuery". Some come with status 500 or 503.
const heavySigns =
  /too many (?:samples|points|series|chunks)|exceed(?:s|ed)\b.{0,40}\b(?:limit|resolution|maximum)|limit.{0,40}(?:exceeded|violated)|hit the max|err-mimir-max-|-search\.max|timed out|deadline exceeded|response (?:is )?too large/i;

/** The server refuses what was asked because of its size. */
export function isHeavy({ errorType, error }: Pick<Envelope, "errorType" | "error">): boolean {
  return errorType === "timeout" || heavySigns.test((error ?? "").slice(0, 1_000));
}
