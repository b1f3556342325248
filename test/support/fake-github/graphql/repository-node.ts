import type { Viewpoint } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import { queueOf } from "../state/merge-queue.ts";
import { fullName, type Repository } from "../state/world.ts";
import { connection, type PageArguments } from "./connection.ts";
import { issueNode } from "./conversation-nodes.ts";
import { objectNode, referenceNode } from "./nodes.ts";
import { pullNode } from "./pull-node.ts";
import { queueEntryNode } from "./queue-node.ts";

export function repositoryNode(view: Viewpoint, repository: Repository) {
  return {
    __typename: "Repository",
    id: nodeId.repository(repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    isArchived: repository.archived,
    isPrivate: repository.isPrivate,
    defaultBranchRef: () => referenceNode(repository, `refs/heads/${repository.defaultBranch}`),
    ref: (args: { qualifiedName: string }) =>
      referenceNode(
        repository,
        args.qualifiedName.startsWith("refs/") ? args.qualifiedName : `refs/heads/${args.qualifiedName}`,
      ),
    object: (args: { oid?: string; expression?: string }) =>
      objectNode(repository, args.oid ?? args.expression ?? ""),
    pullRequest: (args: { number: number }) => {
      const pull = repository.pulls.get(args.number);
      return pull === undefined ? null : pullNode(view, repository, pull);
    },
    issue: (args: { number: number }) => {
      const issue = repository.issues.get(args.number);
      return issue === undefined ? null : issueNode(view, repository, issue);
    },
    autoMergeAllowed: repository.autoMergeAllowed,
    mergeQueue: (args: { branch?: string | null }) =>
      queueNode(repository, args.branch ?? repository.defaultBranch),
  };
}

function queueNode(repository: Repository, branch: string) {
  if (repository.rules.get(branch)?.mergeQueue !== true) return null;
  const queued = queueOf(repository, branch).flatMap((entry) => {
    const pull = repository.pulls.get(entry.pull);
    return pull === undefined ? [] : queueEntryNode(repository, pull, entry);
  });
  return { id: `MQ_${repository.id}`, entries: (args: PageArguments) => connection(queued, args) };
}
