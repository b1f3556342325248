import type { Clock } from "../../ports/clock.ts";
import type { ProcessEnvironment } from "./options/environment.ts";

/** What a command sees of the process: everything that a test would want to hand in. */
export interface Streams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: ProcessEnvironment;
  readonly clock: Clock;
  /** Has this called when the process is asked to end, instead of ending it; asked twice, it ends all the same. */
  readonly onStop: (handle: () => void) => void;
}

export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** `false`: whoever reads is behind, and `drain` tells when they are not any more. */
  write(text: string): unknown;
  /** Nobody reads any more. */
  readonly destroyed?: boolean | undefined;
  readonly on?: ((event: "drain" | "close", listener: () => void) => unknown) | undefined;
  readonly off?: ((event: "drain" | "close", listener: () => void) => unknown) | undefined;
}
