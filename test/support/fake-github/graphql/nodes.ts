import { nodeId } from "../json/node-id.ts";
import type { CommitObject, Identity } from "../state/git-repository.ts";
import { visibleReference } from "../state/references.ts";
import type { Repository } from "../state/world.ts";
import { connection, type PageArguments } from "./connection.ts";

// graphql-js calls a property that is a function with (args, context); only what a query asks for is read from git.

/** GraphQL leaves the `[bot]` of a login away and tells the type instead. */
export function actorNode(login: string) {
  const isBot = login.endsWith("[bot]");
  const name = login.replace(/\[bot\]$/, "");
  return { __typename: isBot ? "Bot" : "User", id: nodeId.user(login), login: name };
}

/** `viewer` is a user, also for an app, and keeps its whole login. */
export function viewerNode(login: string) {
  return { __typename: "User", id: nodeId.user(login), login };
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

export async function objectNode(repository: Repository, name: string) {
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
    author: gitActorNode(commit.author),
    committer: gitActorNode(commit.committer),
    parents: async (args: PageArguments) => connection(await parentsOf(repository, commit), args),
    signature: repository.verified.has(oid)
      ? { __typename: "GpgSignature", isValid: true, wasSignedByGitHub: true }
      : null,
  };
}

function parentsOf(repository: Repository, commit: CommitObject): Promise<unknown[]> {
  return Promise.all(commit.parents.map((sha) => commitNode(repository, sha)));
}

function gitActorNode({ name, email, date }: Identity) {
  return { name, email, date, user: null };
}
