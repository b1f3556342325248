import { loginOf } from "../http/actor.ts";
import { page } from "../http/pages.ts";
import { checkBodyLength, json, notFound, Refused, type Reply } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { pullJson } from "../json/pull-json.ts";
import { reviewJson } from "../json/review-json.ts";
import { userJson } from "../json/user-json.ts";
import { settleAutoMerges } from "../state/auto-merge.ts";
import type { Pull, Review, ReviewState } from "../state/pull.ts";
import { addReview, dismissReview, editReview, submitReview } from "../state/reviews.ts";
import { fullName, happen } from "../state/world.ts";
import { changedFiles, findPull } from "./find-pull.ts";
import { type ReviewComment, shownLines } from "./shown-lines.ts";

const states: Readonly<Record<string, ReviewState>> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

export const reviewRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews": (call) => {
      const pull = findPull(call);
      const path = `/repos/${fullName(call.repository)}/pulls/${pull.number}/reviews`;
      const visible = pull.reviews.filter(
        (each) => each.state !== "PENDING" || each.author === loginOf(call.actor),
      );
      return page(call, visible, path, (each) => reviewJson(call, call.repository, pull, each));
    },
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews": createReview,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}": (call) =>
      json(200, reviewJson(call, call.repository, findPull(call), findReview(call))),
    "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}": (call) => {
      const [pull, review] = [findPull(call), findReview(call)];
      const edit = { body: String(call.body["body"]), by: loginOf(call.actor) };
      editReview(call.world, call.repository, pull, review, edit);
      return json(200, reviewJson(call, call.repository, pull, review));
    },
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events": async (call) => {
      const [pull, review] = [findPull(call), findReview(call)];
      const state = stateOf(call, pull);
      if (typeof call.body["body"] === "string") review.body = call.body["body"];
      submitReview(call.world, call.repository, pull, review, state);
      await settleAutoMerges(call.world, call.repository);
      return json(200, reviewJson(call, call.repository, pull, review));
    },
    "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals": (call) => {
      const [pull, review] = [findPull(call), findReview(call)];
      if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED") {
        throw new Refused(422, "Can not dismiss a commented pull request review");
      }
      dismissReview(call.world, call.repository, pull, review, loginOf(call.actor));
      return json(200, reviewJson(call, call.repository, pull, review));
    },
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers": (call) => {
      const users = findPull(call).requestedReviewers.map((login) => userJson(call, login));
      return json(200, { users, teams: [] });
    },
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers": requestReviews,
  },
};

/** GitHub answers 200 here, not 201, and refuses the whole review when one comment is beside the diff. */
async function createReview(call: RepositoryCall): Promise<Reply> {
  const { repository, body } = call;
  const pull = findPull(call);
  checkBodyLength("PullRequestReview", body["body"]);
  const state = body["event"] === undefined ? "PENDING" : stateOf(call, pull);
  const comments = (body["comments"] ?? []) as readonly ReviewComment[];
  if (comments.length > 0) {
    const isShown = shownLines(await changedFiles(call, pull));
    if (!comments.every(isShown)) {
      throw new Refused(422, "Unprocessable Entity", {
        errors: ["Pull request review thread line must be part of the diff"],
      });
    }
  }
  const review = addReview(call.world, repository, pull, {
    author: loginOf(call.actor),
    body: typeof body["body"] === "string" ? body["body"] : "",
    state,
    commit: typeof body["commit_id"] === "string" ? body["commit_id"] : pull.headSha,
  });
  await settleAutoMerges(call.world, repository);
  return json(200, reviewJson(call, repository, pull, review));
}

function stateOf(call: RepositoryCall, pull: Pull): ReviewState {
  const event = String(call.body["event"]);
  const isOwn = pull.author === loginOf(call.actor);
  if (isOwn && event === "APPROVE") refuse("Can not approve your own pull request");
  if (isOwn && event === "REQUEST_CHANGES") refuse("Can not request changes on your own pull request");
  return states[event] ?? "COMMENTED";
}

function refuse(sentence: string): never {
  throw new Refused(422, "Unprocessable Entity", { errors: [`Review ${sentence}`] });
}

function findReview(call: RepositoryCall): Review {
  const id = Number(call.params["review_id"]);
  const review = findPull(call).reviews.find((each) => each.id === id);
  if (review === undefined) throw notFound();
  return review;
}

/** Only collaborators can be asked, and never the author. */
function requestReviews(call: RepositoryCall): Reply {
  const { world, repository, body } = call;
  const pull = findPull(call);
  const logins = (body["reviewers"] ?? []) as readonly string[];
  if (logins.includes(pull.author)) {
    throw new Refused(422, "Review cannot be requested from pull request author.");
  }
  const teams = (body["team_reviewers"] ?? []) as readonly string[];
  const stranger = logins.find(
    (login) => (repository.roles.get(login.toLowerCase())?.base ?? "none") === "none",
  );
  if (stranger !== undefined || teams.length > 0) {
    throw new Refused(
      422,
      `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${fullName(repository)} repository.`,
    );
  }
  for (const reviewer of logins) {
    if (pull.requestedReviewers.includes(reviewer)) continue;
    pull.requestedReviewers.push(reviewer);
    const sender = loginOf(call.actor);
    happen(world, { event: "pull_request", action: "review_requested", repository, pull, reviewer, sender });
  }
  return json(201, pullJson(call, repository, pull));
}
