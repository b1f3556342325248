import type { Clock } from "../../ports/clock.ts";
import type { ProcessEnvironment } from "./options/environment.ts";

/** What a command sees of the process: everything that a test would want to hand in. */
export interface Streams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: ProcessEnvironment;
  readonly clock: Clock;
}

export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}
