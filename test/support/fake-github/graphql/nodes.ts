import type { Call } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import type { Pull } from "../state/pull.ts";
import { isMergeable } from "../state/pulls.ts";
import { visibleReference } from "../state/references.ts";
import { fullName, type Repository } from "../state/world.ts";

// graphql-js calls a property that is a function with (args, context); only what a query asks for is read from git.

export function userNode(login: string) {
  return { __typename: "User", id: nodeId.user(login), login };
}

export function repositoryNode(call: Call, repository: Repository) {
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
      return pull === undefined ? null : pullNode(call, repository, pull);
    },
  };
}

export async function referenceNode(repository: Repository, ref: string) {
  const sha = await visibleReference(repository, ref);
  if (sha === null) return null;
  const prefix = ref.startsWith("refs/heads/") ? "refs/heads/" : "refs/tags/";
  return {
    id: nodeId.reference(repository.id, ref),
    name: ref.slice(prefix.length),
    prefix,
    target: () => objectNode(repository, sha),
  };
}

async function objectNode(repository: Repository, name: string) {
  const { git } = repository;
  const type = await git.typeOf(name);
  const oid = type === null ? null : await git.text(["rev-parse", "--verify", name]);
  if (oid === null) return null;
  const id = nodeId.object(repository.id, oid);
  if (type === "commit") return commitNode(repository, oid);
  if (type !== "blob") return { __typename: "Tree", id, oid };
  const content = await git.readBlob(oid);
  const isBinary = content.includes(0);
  const text = isBinary ? null : content.toString("utf8");
  return { __typename: "Blob", id, oid, text, isBinary, isTruncated: false, byteSize: content.length };
}

export async function commitNode(repository: Repository, oid: string) {
  const commit = await repository.git.readCommit(oid);
  return {
    __typename: "Commit",
    id: nodeId.object(repository.id, oid),
    oid,
    message: commit.message,
    messageHeadline: commit.message.split("\n")[0] ?? "",
    committedDate: commit.committer.date,
    tree: { id: nodeId.object(repository.id, commit.tree), oid: commit.tree },
    signature: repository.verified.has(oid) ? { __typename: "GpgSignature", isValid: true } : null,
  };
}

export function pullNode(call: Call, repository: Repository, pull: Pull) {
  return {
    __typename: "PullRequest",
    id: nodeId.pull(repository.id, pull.number),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    state: pull.mergedAt === null ? pull.state.toUpperCase() : "MERGED",
    url: `${call.webUrl}/${fullName(repository)}/pull/${pull.number}`,
    isDraft: pull.draft,
    merged: pull.mergedAt !== null,
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    baseRefName: pull.baseRef,
    mergeable: async () => {
      if (pull.mergeablePolls > 0) return "UNKNOWN";
      return (await isMergeable(repository, pull)) ? "MERGEABLE" : "CONFLICTING";
    },
  };
}
