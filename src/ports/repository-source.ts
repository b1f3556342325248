import type { RepositoryFiles } from "../core/model/index.ts";

/** Where the files of a repository come from: a folder, or a commit on a code host. */
export interface RepositorySource {
  read(): Promise<RepositoryFiles>;
}
