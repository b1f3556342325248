import type { Pull, ReviewComment } from "./pull.ts";
import { addReview } from "./reviews.ts";
import { happen, type Repository, stamp, type World } from "./world.ts";

export interface ReviewCommentDraft {
  readonly author: string;
  readonly body: string;
  readonly path: string;
  readonly line: number;
}

/** One that stands alone comes in a review of its own, which says nothing itself. */
export function addReviewComment(
  world: World,
  repository: Repository,
  pull: Pull,
  { author, body, path, line }: ReviewCommentDraft,
): ReviewComment {
  const createdAt = stamp(world.now());
  const draft = { author, body: "", state: "COMMENTED", commit: pull.headSha } as const;
  const review = addReview(world, repository, pull, draft).id;
  const comment: ReviewComment = {
    ...{ id: world.nextId(), pull: pull.number, review, author, body, path, line },
    ...{ createdAt, updatedAt: createdAt, reactions: [] },
  };
  repository.reviewComments.set(comment.id, comment);
  const event = "pull_request_review_comment";
  happen(world, { event, action: "created", repository, pull, comment, sender: author });
  return comment;
}

export function editReviewComment(
  world: World,
  repository: Repository,
  pull: Pull,
  comment: ReviewComment,
  edit: { readonly body: string; readonly by: string },
): void {
  const changes = { body: { from: comment.body } };
  comment.body = edit.body;
  comment.updatedAt = stamp(world.now());
  const event = "pull_request_review_comment";
  happen(world, { event, action: "edited", repository, pull, comment, changes, sender: edit.by });
}
