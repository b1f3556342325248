import type { Pull, Review, ReviewState } from "./pull.ts";
import { happen, type Repository, stamp, type World } from "./world.ts";

export interface ReviewDraft {
  readonly author: string;
  readonly body: string;
  readonly state: ReviewState;
  readonly commit: string;
}

export type Decision = "APPROVED" | "CHANGES_REQUESTED" | "REVIEW_REQUIRED";

export function addReview(world: World, repository: Repository, pull: Pull, draft: ReviewDraft): Review {
  const review: Review = { ...draft, id: world.nextId(), submittedAt: null, editedAt: null };
  pull.reviews.push(review);
  if (draft.state !== "PENDING") submitReview(world, repository, pull, review, draft.state);
  return review;
}

export function submitReview(
  world: World,
  repository: Repository,
  pull: Pull,
  review: Review,
  state: ReviewState,
): void {
  review.state = state;
  review.submittedAt = stamp(world.now());
  pull.updatedAt = review.submittedAt;
  const asked = pull.requestedReviewers.indexOf(review.author);
  if (asked >= 0) pull.requestedReviewers.splice(asked, 1);
  const sender = review.author;
  happen(world, { event: "pull_request_review", action: "submitted", repository, pull, review, sender });
}

/** Anybody who may write can do it, whoever wrote the review. */
export function editReview(
  world: World,
  repository: Repository,
  pull: Pull,
  review: Review,
  edit: { readonly body: string; readonly by: string },
): void {
  const changes = { body: { from: review.body } };
  review.body = edit.body;
  review.editedAt = stamp(world.now());
  const sender = edit.by;
  happen(world, {
    event: "pull_request_review",
    action: "edited",
    repository,
    pull,
    review,
    changes,
    sender,
  });
}

export function dismissReview(
  world: World,
  repository: Repository,
  pull: Pull,
  review: Review,
  sender: string,
): void {
  review.state = "DISMISSED";
  pull.updatedAt = stamp(world.now());
  happen(world, { event: "pull_request_review", action: "dismissed", repository, pull, review, sender });
}

/**
 * What somebody says counts. Who has no role in a private repository could not see it at all, so a test that lets them
 * review does not care about roles; in a public one they are strangers.
 */
export function isWriter(repository: Repository, login: string): boolean {
  const role = repository.roles.get(login.toLowerCase());
  return role === undefined ? repository.isPrivate : ["write", "maintain", "admin"].includes(role.base);
}

/** The newest review of each person that approves, asks for changes, or was dismissed. */
export function opinions(pull: Pull): Review[] {
  const latest = new Map<string, Review>();
  for (const review of pull.reviews) {
    if (review.state !== "COMMENTED" && review.state !== "PENDING") latest.set(review.author, review);
  }
  return [...latest.values()];
}

/** null where no review is required and nobody has an opinion. */
export function decisionOn(repository: Repository, pull: Pull): Decision | null {
  const required = repository.rules.get(pull.baseRef)?.approvals ?? 0;
  const writers = opinions(pull).filter((each) => isWriter(repository, each.author));
  const states = writers.map((each) => each.state);
  if (states.includes("CHANGES_REQUESTED")) return "CHANGES_REQUESTED";
  const approvals = states.filter((state) => state === "APPROVED").length;
  if (approvals >= Math.max(1, required)) return "APPROVED";
  return required > 0 ? "REVIEW_REQUIRED" : null;
}

/** A push takes approvals away where the rules of the base say so, and a forced one moves every review to the new head. */
export function reviewsAfterPush(
  world: World,
  repository: Repository,
  pull: Pull,
  push: { readonly forced: boolean; readonly after: string; readonly by: string },
): void {
  for (const review of pull.reviews) {
    if (push.forced) review.commit = push.after;
    const isStale =
      repository.rules.get(pull.baseRef)?.dismissStaleReviews === true && review.state === "APPROVED";
    if (isStale) dismissReview(world, repository, pull, review, push.by);
  }
}
