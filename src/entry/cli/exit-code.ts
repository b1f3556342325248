import { PortError } from "../../ports/port-error.ts";
import { RefusedError } from "./refused-error.ts";
import { UsageError } from "./usage-error.ts";

/** What a script can rely on. */
export const exitCodes = {
  done: 0,
  /** The program itself failed: a bug. */
  bug: 1,
  usage: 2,
  unreachable: 3,
  /** What was asked for is not done, for a reason that has a code. */
  refused: 4,
} as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof RefusedError) return exitCodes.refused;
  if (!(error instanceof PortError)) return exitCodes.bug;
  // A folder that is not there was named on the command line; everything else is the world's failure.
  return error.port === "repository-source" || error.port === "file-writer"
    ? exitCodes.usage
    : exitCodes.unreachable;
}
