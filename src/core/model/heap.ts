import type { Location } from "./setting.ts";

/** What manages memory on its own inside a container, up to a size that something else tells it. */
export const runtimes = ["jvm", "go", "nodejs"] as const;

export type Runtime = (typeof runtimes)[number];

/**
 * What a runtime's own metrics show, in bytes. Peaks are over all pods of the container and over the moments that were
 * looked at, hours or days apart: all of it moves slowly, except where it says otherwise. `null`: not exported.
 */
export interface HeapUsage {
  readonly runtime: Runtime;
  /** How large the newest pod lets it grow: a Java heap's maximum, Go's memory limit. `null` also where there is none. */
  readonly most: number | null;
  /** Peak of what the runtime has taken for it: a Java heap as committed, all of Go's memory, V8's heap. Moves fast. */
  readonly taken: number;
  /**
   * Peak of all else in the container. Of the JVM the larger of what it counts outside its heap (code, classes) and of
   * what the working set held beyond the heap at the same moment (threads, buffers, other processes); of others the latter.
   */
  readonly beyond: number;
  /** Peak of what outlived the last collection of old objects; the JVM alone exports it. */
  readonly live: number | null;
}

/** How large the repository lets a runtime's heap grow. */
export interface HeapFlag {
  readonly runtime: Runtime;
  readonly size: HeapSize;
  /** As a person would write it: `-Xmx512m`, `GOMEMLIMIT=400MiB`; without a known value the name alone. */
  readonly text: string;
  /** `null` where no single line of the repository is known to say so. */
  readonly location: Location | null;
}

export type HeapSize =
  | { readonly kind: "bytes"; readonly bytes: number }
  /** Of the container's memory limit, 0 to 1: it moves with the limit. */
  | { readonly kind: "share"; readonly share: number }
  /** Something sets it, or may, to what is not written here: a variable, a secret, a file in the image. */
  | { readonly kind: "unknown" }
  /** The text tells the runtime, and that it chooses by itself. */
  | { readonly kind: "default" };
