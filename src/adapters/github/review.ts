import type { z } from "zod";
import type { PullRequestReview } from "../../ports/code-host.ts";
import { PortError } from "../../ports/port-error.ts";
import { readAnswer, type reviewAnswer, reviewsAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import { reviewFields } from "./overview-question.ts";
import { asRequestFailure } from "./request-failure.ts";
import type { Session } from "./session.ts";

// Each is a list of reviews in it, and a hundred lists are what one question costs a point for.
const perQuestion = 50;

export async function readOneReview(
  session: Session,
  known: Known,
  number: number,
): Promise<PullRequestReview> {
  const review = (await readReviews(session, known, [number])).get(number);
  if (review !== undefined) return review;
  throw new PortError("github", "not-found", `${known.fullName} has no pull request #${number}`);
}

/** In GraphQL, since the merge queue and auto-merge are known there only. */
export async function readReviews(
  session: Session,
  known: Known,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, PullRequestReview>> {
  const found = new Map<number, PullRequestReview>();
  for (let from = 0; from < numbers.length; from += perQuestion) {
    const answer = await readSome(session, known, numbers.slice(from, from + perQuestion));
    for (const [alias, review] of Object.entries(answer)) {
      if (review !== null) found.set(Number(alias.slice(1)), inOurWords(review));
    }
  }
  return found;
}

type Answer = z.infer<typeof reviewsAnswer>["repository"];

async function readSome(session: Session, known: Known, numbers: readonly number[]): Promise<Answer> {
  const attempt = { doing: "read the reviews", needs: "Pull requests: read" };
  const data = await session.attempt(attempt, async () => {
    try {
      return await ask(session, known, numbers, true);
    } catch (error) {
      // A GitHub Enterprise Server from before merge queues.
      if (!/isInMergeQueue/.test(asRequestFailure(error)?.message ?? "")) throw error;
      return ask(session, known, numbers, false);
    }
  });
  return readAnswer(reviewsAnswer, data, session.place).repository;
}

/** A review as GraphQL answers it, in the words of the port. */
export function inOurWords(pullRequest: z.infer<typeof reviewAnswer>): PullRequestReview {
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

async function ask(
  session: Session,
  { owner, repo }: Known,
  numbers: readonly number[],
  hasQueues: boolean,
): Promise<unknown> {
  try {
    return await session.client.graphql(reviewsQuestion(numbers, hasQueues), { owner, repo });
  } finally {
    // Sent like a write, and writes nothing.
    session.meter.unwrite();
  }
}

/** The GraphQL document that asks for the reviews of these pull requests. */
export function reviewsQuestion(numbers: readonly number[], hasQueues: boolean): string {
  return `query($owner: String!, $repo: String!) {
    repository(owner: $owner, name: $repo) {
      ${numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ...review }`).join("\n      ")}
    }
  }
  fragment review on PullRequest {
    ${reviewFields(hasQueues)}
  }`;
}
