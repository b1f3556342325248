import { z } from "zod";
import type { PullRequest } from "../../ports/code-host.ts";
import { pullAnswer, readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { readPull } from "./pull-requests.ts";
import { isMissing } from "./request-failure.ts";
import type { Session } from "./session.ts";

const perPage = 100;
// GitHub lists three thousand files of a pull request.
const mostPages = 30;

const changedFile = z.object({ filename: z.string(), previous_filename: z.string().optional() });

export async function listChangedPaths(
  session: Session,
  { owner, repo }: Known,
  number: number,
): Promise<ReadonlySet<string>> {
  const attempt = { doing: "list the files of a pull request", needs: "Pull requests: read" };
  return session.attempt(attempt, async () => {
    const found = new Set<string>();
    for (let page = 1; page <= mostPages; page += 1) {
      const asked = { owner, repo, pull_number: number, per_page: perPage, page };
      const { data } = await session.client.rest.pulls.listFiles(asked);
      const files = readAnswer(z.array(changedFile), data, session.place);
      for (const { filename, previous_filename: before } of files) {
        found.add(filename);
        if (before !== undefined) found.add(before);
      }
      if (files.length < perPage) break;
    }
    return found;
  });
}

export async function listPullRequestsAt(
  session: Session,
  { owner, repo }: Known,
  commit: string,
): Promise<readonly PullRequest[]> {
  const attempt = { doing: "list the pull requests of a commit", needs: "Pull requests: read" };
  return session.attempt(attempt, async () => {
    try {
      const asked = { owner, repo, commit_sha: commit, per_page: perPage };
      const { data } = await session.client.rest.repos.listPullRequestsAssociatedWithCommit(asked);
      const pulls = readAnswer(z.array(pullAnswer), data, session.place).map(readPull);
      return pulls.filter(({ state, headCommit }) => state === "open" && headCommit === commit);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  });
}
