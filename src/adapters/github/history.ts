import { z } from "zod";
import type { BranchCommit, BranchTip } from "../../ports/code-host.ts";
import { branchCommitAnswer, commitAnswer, readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { isMissing } from "./request-failure.ts";
import type { Session } from "./session.ts";

/** Who commits what is done in GitHub's own pages. */
const webFlow = "web-flow";

export async function readCommit(session: Session, known: Known, ref: string): Promise<BranchTip | null> {
  const { owner, repo } = known;
  const { commits } = session.memory;
  const key = commitKey(session, known, ref);
  const kept = commits.get(key);
  if (kept !== undefined) return kept;
  const attempt = { doing: "read a commit", needs: "Contents: read" };
  return session.attempt(attempt, async () => {
    try {
      const { data } = await session.client.rest.repos.getCommit({ owner, repo, ref });
      const { sha, commit } = readAnswer(commitAnswer, data, session.place);
      const tip = { commit: sha, tree: commit.tree.sha, message: commit.message };
      if (sha === ref) rememberCommit(session, known, tip);
      return tip;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}

export async function listCommitsBetween(
  session: Session,
  known: Known,
  base: string,
  head: string,
): Promise<readonly BranchCommit[]> {
  const { owner, repo } = known;
  const attempt = { doing: "compare two branches", needs: "Contents: read" };
  return session.attempt(attempt, async () => {
    const basehead = `${base}...${head}`;
    const { data } = await session.client.rest.repos.compareCommitsWithBasehead({
      ...{ owner, repo, basehead },
      per_page: 100,
    });
    const { commits } = readAnswer(z.object({ commits: z.array(branchCommitAnswer) }), data, session.place);
    return commits.map(({ sha, commit, parents, committer }) => ({
      commit: sha,
      tree: commit.tree.sha,
      message: commit.message,
      parents: parents.map((parent) => parent.sha),
      isByHost: committer?.login === webFlow,
    }));
  });
}

/** Keeps what was seen of a commit on the way, so that nobody asks for it. */
export function rememberCommit(session: Session, known: Known, tip: BranchTip): void {
  session.memory.commits.set(commitKey(session, known, tip.commit), tip, 2 * tip.message.length);
}

/** What a commit holds and what led to it never changes. */
export function commitKey({ place }: Session, { fullName }: Known, commit: string): string {
  return `${place.host} ${fullName} ${commit}`;
}
