import type { PullRequestReview } from "../../ports/code-host.ts";
import { readAnswer, reviewAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { asRequestFailure } from "./request-failure.ts";
import type { Session } from "./session.ts";

/** One question for everything, since the merge queue and auto-merge are known in GraphQL only. */
export async function readReview(session: Session, known: Known, number: number): Promise<PullRequestReview> {
  const attempt = { doing: "read the reviews", needs: "Pull requests: read" };
  const data = await session.attempt(attempt, async () => {
    try {
      return await ask(session, known, number, true);
    } catch (error) {
      // A GitHub Enterprise Server from before merge queues.
      if (!/isInMergeQueue/.test(asRequestFailure(error)?.message ?? "")) throw error;
      return ask(session, known, number, false);
    }
  });
  const { pullRequest } = readAnswer(reviewAnswer, data, session.place).repository;
  const opinions = pullRequest.latestOpinionatedReviews?.nodes.map(({ state }) => state) ?? [];
  const { reviewDecision: decision } = pullRequest;
  return {
    // Without a rule that asks for reviews there is no decision, and an approval is one all the same.
    isApproved:
      decision === "APPROVED" ||
      (decision === null && opinions.includes("APPROVED") && !opinions.includes("CHANGES_REQUESTED")),
    isQueued: pullRequest.isInMergeQueue === true,
    isMergedWhenReady: pullRequest.autoMergeRequest !== null,
    hasConflict: pullRequest.mergeable === "UNKNOWN" ? null : pullRequest.mergeable === "CONFLICTING",
  };
}

async function ask(session: Session, known: Known, number: number, hasQueues: boolean): Promise<unknown> {
  const query = `query($owner: String!, $repo: String!, $number: Int!) {
    repository(owner: $owner, name: $repo) {
      pullRequest(number: $number) {
        mergeable
        ${hasQueues ? "isInMergeQueue" : ""}
        autoMergeRequest { enabledAt }
        reviewDecision
        latestOpinionatedReviews(first: 100, writersOnly: true) { nodes { state } }
      }
    }
  }`;
  try {
    return await session.client.graphql(query, { owner: known.owner, repo: known.repo, number });
  } finally {
    // Sent like a write, and writes nothing.
    session.meter.unwrite();
  }
}
