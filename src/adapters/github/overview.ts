import { z } from "zod";
import type { Overview, PullRequest } from "../../ports/code-host.ts";
import { pullAnswer, readAnswer, referenceAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { readPull } from "./pull-requests.ts";
import type { Session } from "./session.ts";

// With more pull requests than five hundred, asking by branch is cheaper than listing them all.
const mostPages = 5;
const perPage = 100;

/** By name and head, never by search: search lags. */
export async function readOverview(session: Session, known: Known, headPrefix: string): Promise<Overview> {
  const [branches, pulls] = await Promise.all([
    listBranches(session, known, headPrefix),
    listAll(session, known, headPrefix),
  ]);
  return { branches, ...pulls };
}

async function listBranches(
  session: Session,
  { owner, repo }: Known,
  headPrefix: string,
): Promise<ReadonlyMap<string, string>> {
  const attempt = { doing: "list the branches", needs: "Contents: read" };
  return session.attempt(attempt, async () => {
    const { data } = await session.client.rest.git.listMatchingRefs({
      owner,
      repo,
      ref: `heads/${headPrefix}`,
    });
    const found = readAnswer(z.array(referenceAnswer), data, session.place);
    return new Map(found.map(({ ref, object }) => [ref.replace(/^refs\/heads\//, ""), object.sha]));
  });
}

/** The ones that changed last come first, so that the pages of an idle repository stay the same. */
async function listAll(
  session: Session,
  { owner, repo, fullName }: Known,
  headPrefix: string,
): Promise<Pick<Overview, "pullRequests" | "isComplete">> {
  const attempt = { doing: "list the pull requests", needs: "Pull requests: read" };
  const found: PullRequest[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const pulls = await session.attempt(attempt, async () => {
      const asked = { state: "all", sort: "updated", direction: "desc", per_page: perPage, page } as const;
      const { data } = await session.client.rest.pulls.list({ owner, repo, ...asked });
      return readAnswer(z.array(pullAnswer), data, session.place);
    });
    // A fork of the same owner may have a branch of this name.
    const ours = pulls.filter(
      ({ head }) => head.repo?.full_name === fullName && head.ref.startsWith(headPrefix),
    );
    found.push(...ours.map(readPull));
    if (pulls.length < perPage) return { pullRequests: newestFirst(found), isComplete: true };
  }
  return { pullRequests: newestFirst(found), isComplete: false };
}

/** One that changes while the pages are read may be on two of them. */
function newestFirst(pulls: readonly PullRequest[]): readonly PullRequest[] {
  return [...new Map(pulls.map((pull) => [pull.number, pull])).values()].sort(
    (left, right) => right.number - left.number,
  );
}
