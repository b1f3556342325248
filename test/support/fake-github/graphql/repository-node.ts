import type { Viewpoint } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import { queueOf } from "../state/merge-queue.ts";
import { fullName, type Repository } from "../state/world.ts";
import { checkField } from "./check-field.ts";
import { connection, type PageArguments } from "./connection.ts";
import { issueNode } from "./conversation-nodes.ts";
import { objectNode, referenceNode } from "./nodes.ts";
import { inOrder, type OrderArguments, type PullArguments, pullConnection } from "./pull-connection.ts";
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
    defaultBranchRef: () => referenceNode(view, repository, `refs/heads/${repository.defaultBranch}`),
    ref: (args: { qualifiedName: string }) =>
      referenceNode(
        view,
        repository,
        args.qualifiedName.startsWith("refs/") ? args.qualifiedName : `refs/heads/${args.qualifiedName}`,
      ),
    object: (args: { oid?: string; expression?: string }) =>
      objectNode(view, repository, args.oid ?? args.expression ?? ""),
    refs: (args: ReferenceArguments) => referenceConnection(view, repository, args),
    pullRequests: (args: PullArguments) => pullConnection(view, repository, args),
    issues: (args: IssueArguments) => issueConnection(view, repository, args),
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

interface ReferenceArguments extends PageArguments {
  readonly refPrefix: string;
  /** Anywhere in the name. */
  readonly query?: string | null;
}

/** By name, as git lists them. */
async function referenceConnection(view: Viewpoint, repository: Repository, args: ReferenceArguments) {
  const all = await repository.git.listRefs(args.refPrefix);
  const found = all.filter(({ ref }) => ref.slice(args.refPrefix.length).includes(args.query ?? ""));
  const nodes = await Promise.all(found.map(({ ref }) => referenceNode(view, repository, ref)));
  return connection(
    nodes.filter((node) => node !== null),
    args,
  );
}

interface IssueArguments extends PageArguments, OrderArguments {
  readonly states?: readonly string[] | null;
  readonly filterBy?: { readonly createdBy?: string | null } | null;
}

/** Issues only: pull requests are a list of their own here. */
function issueConnection(view: Viewpoint, repository: Repository, args: IssueArguments) {
  checkField(view, "issues:read");
  const { states = null, filterBy } = args;
  const by = filterBy?.createdBy?.toLowerCase() ?? null;
  const found = [...repository.issues.values()].filter(
    (issue) =>
      (states === null || states.includes(issue.state.toUpperCase())) &&
      (by === null || issue.author.toLowerCase() === by) &&
      !issue.listLag.hides(),
  );
  return connection(
    inOrder(found, args).map((issue) => issueNode(view, repository, issue)),
    args,
  );
}

function queueNode(repository: Repository, branch: string) {
  if (repository.rules.get(branch)?.mergeQueue !== true) return null;
  const queued = queueOf(repository, branch).flatMap((entry) => {
    const pull = repository.pulls.get(entry.pull);
    return pull === undefined ? [] : queueEntryNode(repository, pull, entry);
  });
  return { id: `MQ_${repository.id}`, entries: (args: PageArguments) => connection(queued, args) };
}
