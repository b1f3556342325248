import { GraphQLError } from "graphql";

export type ErrorType =
  | "NOT_FOUND"
  | "FORBIDDEN"
  | "STALE_DATA"
  | "UNPROCESSABLE"
  | "BAD_USER_INPUT"
  | "RATE_LIMITED";

/** An error as GitHub puts it into a 200 answer. */
export function graphqlError(type: ErrorType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}
