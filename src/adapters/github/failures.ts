import { PortError } from "../../ports/port-error.ts";
import { asRequestFailure, type RequestFailure } from "./request-failure.ts";

/** What was going on, to say it in the message. */
export interface Attempt {
  /** `open the pull request`, completing "GitHub refused to ...". */
  readonly doing: string;
  /** What the credential needs, in GitHub's words: `Contents: write`. */
  readonly needs: string;
  /** Set where a 404 means something else than a repository out of reach. */
  readonly missing?: string;
}

export interface Place {
  readonly fullName: string;
  readonly host: string;
  readonly credential: "token" | "app";
}

/** Any failure of a request as a PortError: one line to act on, without secrets. */
export function asPortError(error: unknown, attempt: Attempt, place: Place): PortError {
  if (error instanceof PortError) return error;
  const failure = asRequestFailure(error);
  // A bug of ours keeps its stack.
  if (failure === null) throw error;
  if (failure.kind === "connection") {
    const took = failure.timedOut ? "did not answer in time" : `cannot be reached (${failure.message})`;
    return raise(failure.timedOut ? "timeout" : "unreachable", `${place.host} ${took}`, error, true);
  }
  return fromAnswer(failure, attempt, place, error);
}

type Answered = Extract<RequestFailure, { kind: "answer" }>;

function fromAnswer(failure: Answered, attempt: Attempt, place: Place, cause: unknown): PortError {
  const { status, message } = failure;
  const said = message === "" ? "" : `: ${message}`;
  if (!failure.isJson && status < 500) return raise("bad-answer", notAnApi(place), cause);
  if (failure.limit !== null) {
    const line = `GitHub's rate limit is used up; try again ${failure.limit.until}`;
    return raise("rate-limited", line, cause, true);
  }
  if (status === 401) return raise("unauthorized", refusedCredential(place, message), cause);
  if (/archived/i.test(message)) {
    return raise("rejected", `${place.fullName} is archived, so nothing in it can be changed`, cause);
  }
  if (status === 403) return raise("unauthorized", notAllowed(failure, attempt, place), cause);
  if (status === 404) return raise("not-found", attempt.missing ?? outOfReach(place), cause);
  if (status === 409) return raise("conflict", `GitHub cannot ${attempt.doing} now${said}`, cause, true);
  if (status >= 500) {
    const line = `${place.host} failed with status ${status} when asked to ${attempt.doing}`;
    return raise("unreachable", line, cause, true);
  }
  return raise("rejected", `GitHub refused to ${attempt.doing}${said}`, cause);
}

function refusedCredential(place: Place, message: string): string {
  return place.credential === "token"
    ? `${place.host} refused the token: it is wrong, expired or revoked`
    : `${place.host} refused the app's credentials: check the app id and its private key (${message})`;
}

function notAllowed(failure: Answered, attempt: Attempt, place: Place): string {
  if (failure.needsSingleSignOn) {
    return `the token must be authorised for the single sign-on of ${place.fullName.split("/")[0]}`;
  }
  if (/suspended/i.test(failure.message)) return "the app's installation is suspended";
  const who = place.credential === "token" ? "the token" : "the app";
  return /not accessible by|must have|not allowed|requires/i.test(failure.message)
    ? `${who} may not ${attempt.doing} in ${place.fullName}: it needs the permission "${failure.permissions ?? attempt.needs}"`
    : `GitHub refused to ${attempt.doing} in ${place.fullName}: ${failure.message}`;
}

function outOfReach(place: Place): string {
  const who =
    place.credential === "token" ? "the token has no access to it" : "the app is not installed on it";
  return `${place.host} has no repository ${place.fullName}, or ${who}`;
}

function notAnApi(place: Place): string {
  return `${place.host} does not answer like the GitHub API; check the GitHub address`;
}

function raise(code: PortError["code"], line: string, cause: unknown, retryable = false): PortError {
  return new PortError("github", code, line, { cause, retryable });
}
