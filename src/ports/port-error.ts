/**
 * The world failed: a server did not answer, a file could not be written. Adapters throw it; only `entry/` and the
 * per-repository loop catch it. `message` is one line that a user can act on and never holds a secret.
 */
export class PortError extends Error {
  readonly port: string;
  readonly code: PortErrorCode;
  readonly retryable: boolean;

  constructor(
    port: string,
    code: PortErrorCode,
    message: string,
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "PortError";
    this.port = port;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

export type PortErrorCode =
  /** No connection, or it broke. */
  | "unreachable"
  /** Took longer than allowed. */
  | "timeout"
  /** 401 or 403. */
  | "unauthorized"
  /** Asked more often than the other side allows; the message says until when. */
  | "rate-limited"
  /** The thing asked for is not there. */
  | "not-found"
  /** The other side did not accept the request as written. */
  | "rejected"
  /** The request was too heavy for the other side, and may work in smaller parts. */
  | "too-heavy"
  /** Somebody else changed it first. */
  | "conflict"
  /** The answer is not what the other side documents. */
  | "bad-answer"
  /** The other side answered with a part of the data and says that the rest is missing. */
  | "incomplete";
