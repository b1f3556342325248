import { loginOf } from "../http/actor.ts";
import { page } from "../http/pages.ts";
import { json, notFound, Refused, type Reply } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { reactionJson } from "../json/comment-json.ts";
import { react } from "../state/comments.ts";
import type { Reaction } from "../state/issue.ts";
import { fullName } from "../state/world.ts";
import { findComment } from "./comments.ts";
import { findIssue } from "./find-issue.ts";

export const reactionRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/issues/{issue_number}/reactions": (call) =>
      listReactions(call, findIssue(call).reactions, `issues/${findIssue(call).number}`),
    "POST /repos/{owner}/{repo}/issues/{issue_number}/reactions": (call) =>
      addReaction(call, findIssue(call).reactions),
    "GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": (call) =>
      listReactions(
        call,
        findComment(call).comment.reactions,
        `issues/comments/${findComment(call).comment.id}`,
      ),
    "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": (call) =>
      addReaction(call, findComment(call).comment.reactions),
    "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}": (call) => {
      const { reactions } = findComment(call).comment;
      const index = reactions.findIndex((each) => each.id === Number(call.params["reaction_id"]));
      const found = reactions[index];
      if (found === undefined) throw notFound();
      if (found.author !== loginOf(call.actor)) throw new Refused(403, "Forbidden");
      reactions.splice(index, 1);
      return { status: 204 };
    },
  },
};

export function listReactions(call: RepositoryCall, reactions: readonly Reaction[], of: string): Reply {
  const content = call.query.get("content");
  const found = reactions.filter((each) => content === null || each.content === content);
  const path = `/repos/${fullName(call.repository)}/${of}/reactions`;
  return page(call, found, path, (each) => reactionJson(call, each));
}

export function addReaction(call: RepositoryCall, reactions: Reaction[]): Reply {
  const content = String(call.body["content"]);
  const { reaction, isNew } = react(call.world, reactions, loginOf(call.actor), content);
  return json(isNew ? 201 : 200, reactionJson(call, reaction));
}
