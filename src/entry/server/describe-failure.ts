import { PortError } from "../../ports/port-error.ts";

/**
 * What the log says of something that was thrown: words and places, and no fields that were attached to it, because
 * libraries attach requests and payloads. A failure of the world needs no stack.
 */
export function describeFailure(thrown: unknown): { readonly failure: string; readonly stack?: string } {
  const error = thrown instanceof AggregateError && thrown.errors.length > 0 ? thrown.errors[0] : thrown;
  if (!(error instanceof Error)) return { failure: String(error) };
  if (error instanceof PortError) return { failure: `${error.port} ${error.code}: ${error.message}` };
  return { failure: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}
