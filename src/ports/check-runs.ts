import type { CheckReport } from "../core/model/index.ts";

/** Verdicts on a commit, with annotations on lines and buttons. */
export interface CheckRuns {
  /**
   * Makes the check of this name on this commit, or updates the one that we made there before. One that says the same
   * already is left alone, unless somebody asked for it `again`: then the host waits for an answer. Throws a PortError `unauthorized` where checks may not be written.
   */
  report(check: CheckReport, options?: { readonly again: boolean }): Promise<void>;
}
