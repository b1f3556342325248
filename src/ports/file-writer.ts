import type { FileChange } from "../core/model/index.ts";

/** Writes changed files back to where they were read from. */
export interface FileWriter {
  /** Writes all of them or, as far as the file system allows, none; refuses a file that changed since it was read. */
  write(changes: readonly FileChange[]): Promise<void>;
}
