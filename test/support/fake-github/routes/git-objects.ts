import { loginOf } from "../http/actor.ts";
import { grants } from "../http/permissions.ts";
import { invalid, json, notFound, Refused } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { gitCommitJson } from "../json/commit-json.ts";
import { nodeId } from "../json/node-id.ts";
import { makeCommit } from "../state/commits.ts";
import type { Identity, TreeEdit, TreeEntry } from "../state/git-repository.ts";
import { fullName } from "../state/world.ts";

export const gitObjectRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/git/commits/{commit_sha}": async (call) => {
      const sha = call.params["commit_sha"] ?? "";
      if ((await call.repository.git.typeOf(sha)) !== "commit") throw notFound();
      const commit = await call.repository.git.readCommit(sha);
      return json(200, gitCommitJson(call, call.repository, commit));
    },
    "POST /repos/{owner}/{repo}/git/commits": createCommit,
    "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": readTree,
    "POST /repos/{owner}/{repo}/git/trees": createTree,
    "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": async (call) => {
      const sha = call.params["file_sha"] ?? "";
      if ((await call.repository.git.typeOf(sha)) !== "blob") throw notFound();
      const content = await call.repository.git.readBlob(sha);
      return json(200, {
        sha,
        node_id: nodeId.object(call.repository.id, sha),
        url: objectUrl(call, "blobs", sha),
        size: content.length,
        content: wrapped(content),
        encoding: "base64",
      });
    },
    "POST /repos/{owner}/{repo}/git/blobs": async (call) => {
      const encoding = call.body["encoding"] === "base64" ? "base64" : "utf8";
      const content = Buffer.from(String(call.body["content"]), encoding);
      const sha = await call.repository.git.writeBlob(content);
      return json(201, { sha, url: objectUrl(call, "blobs", sha) });
    },
  },
};

async function createCommit(call: RepositoryCall) {
  const { git } = call.repository;
  const tree = String(call.body["tree"]);
  const parents = (call.body["parents"] ?? []) as readonly string[];
  if ((await git.typeOf(tree)) !== "tree") throw new Refused(422, "Tree SHA does not exist");
  for (const parent of parents) {
    if ((await git.typeOf(parent)) !== "commit") {
      throw new Refused(422, "Parent SHA does not exist or is not a commit object");
    }
  }
  const author = call.body["author"] as Partial<Identity> | undefined;
  const committer = call.body["committer"] as Partial<Identity> | undefined;
  const sha = await makeCommit(call.world, call.repository, {
    tree,
    parents,
    message: String(call.body["message"]),
    login: loginOf(call.actor),
    ...(author === undefined ? {} : { author }),
    ...(committer === undefined ? {} : { committer }),
    sign: call.actor.kind === "installation" && author === undefined && committer === undefined,
  });
  return json(201, gitCommitJson(call, call.repository, await git.readCommit(sha)));
}

async function readTree(call: RepositoryCall) {
  const { git } = call.repository;
  const sha = await git.resolve(call.params["tree_sha"] ?? "", "tree");
  if (sha === null) throw notFound();
  const entries = await git.readTree(sha, call.query.has("recursive"));
  const limit = call.world.limits.treeEntries;
  return json(200, treeJson(call, sha, entries.slice(0, limit), entries.length > limit));
}

interface TreeItem {
  readonly path?: string;
  readonly mode?: string;
  readonly type?: string;
  readonly sha?: string | null;
  readonly content?: string;
}

async function createTree(call: RepositoryCall) {
  const { git } = call.repository;
  const base = call.body["base_tree"] === undefined ? null : String(call.body["base_tree"]);
  if (base !== null && (await git.typeOf(base)) !== "tree") {
    throw new Refused(422, "base_tree is not a valid tree oid");
  }
  const edits: TreeEdit[] = [];
  for (const item of call.body["tree"] as readonly TreeItem[]) edits.push(await treeEdit(call, item));
  const sha = await git.writeTree(base, edits);
  return json(201, treeJson(call, sha, await git.readTree(sha, false), false));
}

async function treeEdit(call: RepositoryCall, item: TreeItem): Promise<TreeEdit> {
  const { path = "", mode = "100644", content, sha } = item;
  if (
    path === "" ||
    path.startsWith("/") ||
    path.split("/").some((part) => /^(?:|\.|\.\.|\.git)$/i.test(part))
  ) {
    throw invalid("Tree", { code: "custom", message: "tree.path contains a malformed path component" });
  }
  if (path.startsWith(".github/workflows/") && !mayWriteWorkflows(call)) {
    throw new Refused(403, "Resource not accessible by integration");
  }
  if (sha === null) return { path, mode, sha: null };
  if (sha !== undefined && content !== undefined) {
    throw new Refused(422, "Must supply either tree.sha or tree.content, not both");
  }
  if (sha !== undefined) {
    if ((await call.repository.git.typeOf(sha)) === null) throw new Refused(422, "tree.sha does not exist");
    return { path, mode, sha };
  }
  return { path, mode, sha: await call.repository.git.writeBlob(content ?? "") };
}

function mayWriteWorkflows(call: RepositoryCall): boolean {
  return "permissions" in call.actor && grants(call.actor.permissions, "workflows:write");
}

function treeJson(call: RepositoryCall, sha: string, entries: readonly TreeEntry[], truncated: boolean) {
  const tree = entries.map((entry) => ({
    path: entry.path,
    mode: entry.mode,
    type: entry.type,
    sha: entry.sha,
    ...(entry.size === null ? {} : { size: entry.size }),
    ...(entry.type === "commit" ? {} : { url: objectUrl(call, `${entry.type}s`, entry.sha) }),
  }));
  return { sha, url: objectUrl(call, "trees", sha), tree, truncated };
}

function objectUrl(call: RepositoryCall, kind: string, sha: string): string {
  return `${call.apiUrl}/repos/${fullName(call.repository)}/git/${kind}/${sha}`;
}

/** GitHub breaks base64 into lines of 60. */
function wrapped(content: Buffer): string {
  return content.toString("base64").replaceAll(/.{60}/g, "$&\n");
}
