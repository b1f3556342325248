import { type ReadShared, rememberFiles } from "../../../app/shared-files.ts";
import { duration } from "../../../core/model/index.ts";
import type { Streams } from "../streams.ts";
import { type Credentials, readGitHubUrl } from "./github-flags.ts";

// Repositories that are looked at in the same minutes extend the same files.
const fileKept = duration(10, "m");

/** Files of other repositories of the same owner, where these credentials may see them. Nothing is asked yet. */
export async function openSharedFiles(
  auth: Credentials,
  githubUrl: string | undefined,
  { environment, clock }: Pick<Streams, "environment" | "clock">,
): Promise<ReadShared> {
  const { url } = await readGitHubUrl(githubUrl, environment);
  const { readGitHubFile } = await import("../../../adapters/github/index.ts");
  const read: ReadShared = ({ owner, repository, path, ref }) =>
    readGitHubFile(
      { repository: `${owner}/${repository}`, auth, ...(url === undefined ? {} : { baseUrl: url }) },
      path,
      ref,
    );
  return rememberFiles(read, clock, fileKept);
}
