import type { Viewpoint } from "../http/router.ts";
import { nodeId } from "../json/node-id.ts";
import type { CommitObject, Identity } from "../state/git-repository.ts";
import { visibleReference } from "../state/references.ts";
import type { Repository } from "../state/world.ts";
import { checkField } from "./check-field.ts";
import { type SuiteArguments, suiteConnection } from "./check-nodes.ts";
import { connection, type PageArguments } from "./connection.ts";
import { type PullArguments, pullConnection } from "./pull-connection.ts";

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

export async function referenceNode(view: Viewpoint, repository: Repository, ref: string) {
  const sha = await visibleReference(repository, ref);
  if (sha === null) return null;
  const prefix = ref.startsWith("refs/heads/") ? "refs/heads/" : "refs/tags/";
  return {
    id: nodeId.reference(repository.id, ref),
    name: ref.slice(prefix.length),
    prefix,
    target: () => objectNode(view, repository, sha),
    associatedPullRequests: (args: PullArguments) =>
      pullConnection(view, repository, { ...args, headRefName: ref.slice(prefix.length) }),
  };
}

export async function objectNode(view: Viewpoint, repository: Repository, name: string) {
  const { git } = repository;
  const type = await git.typeOf(name);
  const oid = type === null ? null : await git.text(["rev-parse", "--verify", name]);
  if (oid === null) return null;
  const id = nodeId.object(repository.id, oid);
  if (type === "commit") return commitNode(view, repository, oid);
  if (type !== "blob") return { __typename: "Tree", id, oid };
  const content = await git.readBlob(oid);
  const isBinary = content.includes(0);
  const text = isBinary ? null : content.toString("utf8");
  return { __typename: "Blob", id, oid, text, isBinary, isTruncated: false, byteSize: content.length };
}

export async function commitNode(view: Viewpoint, repository: Repository, oid: string) {
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
    parents: async (args: PageArguments) => connection(await parentsOf(view, repository, commit), args),
    file: (args: { path: string }) => fileNode(view, repository, oid, args.path),
    history: (args: PageArguments) => historyConnection(repository, oid, args),
    checkSuites: (args: SuiteArguments) => {
      checkField(view, "checks:read");
      return suiteConnection(view, repository, oid, args);
    },
    signature: repository.verified.has(oid)
      ? { __typename: "GpgSignature", isValid: true, wasSignedByGitHub: true }
      : null,
  };
}

function parentsOf(view: Viewpoint, repository: Repository, commit: CommitObject): Promise<unknown[]> {
  return Promise.all(commit.parents.map((sha) => commitNode(view, repository, sha)));
}

/** What a commit has at a path; modes come as decimal numbers. */
async function fileNode(view: Viewpoint, repository: Repository, commit: string, path: string) {
  const entry = await repository.git.entryAt(commit, path);
  if (entry === null) return null;
  return {
    mode: Number.parseInt(entry.mode, 8),
    type: entry.type,
    object: () => objectNode(view, repository, entry.sha),
  };
}

/** Of many commits, so only what a list of them is asked for; the rest of one is asked for by its name. */
async function historyConnection(repository: Repository, commit: string, args: PageArguments) {
  const most = (args.first ?? 100) + 1;
  const text = await repository.git.text(["log", "-z", `--max-count=${most}`, "--format=%H%n%P%n%B", commit]);
  const entries = text.split("\0").filter(Boolean);
  const nodes = entries.map((entry) => {
    const [oid = "", parents = "", ...message] = entry.split("\n");
    return {
      __typename: "Commit",
      id: nodeId.object(repository.id, oid),
      oid,
      message: message.join("\n"),
      messageHeadline: message[0] ?? "",
      parents: { totalCount: parents.split(" ").filter(Boolean).length },
    };
  });
  return connection(nodes, args);
}

function gitActorNode({ name, email, date }: Identity) {
  return { name, email, date, user: null };
}
