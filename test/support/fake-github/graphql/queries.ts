import { canSee, loginOf } from "../http/actor.ts";
import { addressed } from "../http/repository-address.ts";
import type { Call } from "../http/router.ts";
import { issueOf, pullOf, repositoryIdOf, reviewIdOf } from "../json/node-id.ts";
import { repositoryById } from "../state/world.ts";
import { issueNode } from "./conversation-nodes.ts";
import { graphqlError } from "./errors.ts";
import { viewerNode } from "./nodes.ts";
import { pullNode, reviewNode } from "./pull-node.ts";
import { repositoryNode } from "./repository-node.ts";

export const queries = {
  id: () => "Q_1",

  repository(args: { owner: string; name: string }, call: Call) {
    // Unlike REST, GraphQL follows a rename by itself.
    const found = addressed(call.world, args.owner, args.name)?.repository;
    if (found === undefined || !canSee(call.actor, found)) {
      const name = `${args.owner}/${args.name}`;
      throw graphqlError("NOT_FOUND", `Could not resolve to a Repository with the name '${name}'.`);
    }
    return repositoryNode(call, found);
  },

  node(args: { id: string }, call: Call) {
    const review = reviewOf(call, args.id);
    if (review !== null) return review;
    const [pull, issue] = [pullOf(args.id), issueOf(args.id)];
    const id = pull?.repository ?? issue?.repository ?? repositoryIdOf(args.id);
    const repository = id === null ? undefined : repositoryById(call.world, id);
    if (repository === undefined || !canSee(call.actor, repository)) throw unresolved(args.id);
    const foundPull = pull && repository.pulls.get(pull.number);
    if (foundPull?.resolveLag.hides()) throw unresolved(args.id);
    if (foundPull) return pullNode(call, repository, foundPull);
    const foundIssue = issue && repository.issues.get(issue.number);
    if (foundIssue) return issueNode(call, repository, foundIssue);
    if (pull !== null || issue !== null) throw unresolved(args.id);
    return repositoryNode(call, repository);
  },

  viewer(_: unknown, call: Call) {
    return viewerNode(loginOf(call.actor));
  },
};

function reviewOf(call: Call, node: string) {
  const id = reviewIdOf(node);
  if (id === null) return null;
  for (const repository of call.world.repositories.values()) {
    if (!canSee(call.actor, repository)) continue;
    for (const pull of repository.pulls.values()) {
      const review = pull.reviews.find((each) => each.id === id);
      if (review !== undefined) return reviewNode(call, repository, review);
    }
  }
  throw unresolved(node);
}

export function unresolved(id: string) {
  return graphqlError("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
}
