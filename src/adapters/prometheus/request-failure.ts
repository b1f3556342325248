import { PortError, type PortErrorCode } from "../../ports/port-error.ts";

/** Why one attempt failed: what to tell the caller, and whether the same request may work in a moment. */
export class RequestFailure extends Error {
  readonly reason: PortError;
  readonly again: boolean;
  /** How often the same request may be sent again at most; other bounds may be narrower. */
  readonly mostRetries: number;
  /** How long the server asked us to wait, in milliseconds. */
  readonly waitMillis: number;

  constructor(reason: PortError, again: boolean, waitMillis = 0, mostRetries = Number.POSITIVE_INFINITY) {
    super(reason.message);
    this.name = "RequestFailure";
    this.reason = reason;
    this.again = again;
    this.waitMillis = waitMillis;
    this.mostRetries = mostRetries;
  }
}

const retryableCodes: readonly PortErrorCode[] = ["unreachable", "timeout", "incomplete"];

export function failure(
  code: PortErrorCode,
  message: string,
  more: {
    readonly again?: boolean;
    readonly waitMillis?: number;
    readonly mostRetries?: number;
    readonly cause?: unknown;
  } = {},
): RequestFailure {
  const retryable = retryableCodes.includes(code);
  const reason = new PortError("metrics-source", code, message, { retryable, cause: more.cause });
  return new RequestFailure(reason, more.again ?? false, more.waitMillis, more.mostRetries);
}
