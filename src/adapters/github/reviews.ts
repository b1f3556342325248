import type { z } from "zod";
import { instant } from "../../core/model/index.ts";
import type { Comment } from "../../ports/conversation.ts";
import { readAnswer } from "./answers.ts";
import { asActor, reading } from "./comments.ts";
import type { Known } from "./describe.ts";
import { isMissing } from "./request-failure.ts";
import type { Session } from "./session.ts";
import { editedAnswer, reviewAnswer, reviewCommentAnswer } from "./talk-answers.ts";

export async function readReview(
  session: Session,
  { owner, repo }: Known,
  pullRequest: number,
  id: number,
): Promise<Comment | null> {
  return session.attempt(reading, async () => {
    try {
      const place = { owner, repo, pull_number: pullRequest, review_id: id };
      const { data } = await session.client.rest.pulls.getReview(place);
      const review = readAnswer(reviewAnswer, data, session.place);
      // One that was begun and not submitted was not said yet.
      if (review.submitted_at === undefined) return null;
      return {
        id: review.id,
        issue: pullRequest,
        author: asActor(review.user),
        body: review.body ?? "",
        url: review.html_url,
        createdAt: instant(Date.parse(review.submitted_at)),
        isEdited: await isEdited(session, review),
      };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}

/** REST has no time of the last edit for reviews, and whoever may write can edit everybody's. */
async function isEdited(session: Session, { node_id: id }: z.infer<typeof reviewAnswer>): Promise<boolean> {
  try {
    const answer = await session.client.graphql(
      "query($id: ID!) { node(id: $id) { ... on PullRequestReview { lastEditedAt } } }",
      { id },
    );
    return readAnswer(editedAnswer, answer, session.place).node?.lastEditedAt !== null;
  } finally {
    // Sent like a write, and writes nothing.
    session.meter.unwrite();
  }
}

/** What stands on a line of the diff. */
export async function readReviewComment(
  session: Session,
  { owner, repo }: Known,
  id: number,
): Promise<Comment | null> {
  return session.attempt(reading, async () => {
    try {
      const { data } = await session.client.rest.pulls.getReviewComment({ owner, repo, comment_id: id });
      const comment = readAnswer(reviewCommentAnswer, data, session.place);
      return {
        id: comment.id,
        issue: Number(/\/pulls\/(\d+)$/.exec(comment.pull_request_url)?.[1] ?? 0),
        author: asActor(comment.user),
        body: comment.body ?? "",
        url: comment.html_url,
        createdAt: instant(Date.parse(comment.created_at)),
        isEdited: Date.parse(comment.updated_at) > Date.parse(comment.created_at),
      };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}
