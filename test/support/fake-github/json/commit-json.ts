import type { Viewpoint } from "../http/router.ts";
import type { FileDiff } from "../state/git-history.ts";
import type { CommitObject } from "../state/git-repository.ts";
import { fullName, type Repository } from "../state/world.ts";
import { nodeId } from "./node-id.ts";
import { userJson } from "./user-json.ts";

type Fields = Readonly<Record<string, unknown>>;

export function gitCommitJson(view: Viewpoint, repository: Repository, commit: CommitObject): Fields {
  const url = `${view.apiUrl}/repos/${fullName(repository)}/git`;
  return {
    sha: commit.sha,
    node_id: nodeId.object(repository.id, commit.sha),
    url: `${url}/commits/${commit.sha}`,
    html_url: `${view.webUrl}/${fullName(repository)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/commits/${sha}`, html_url: url })),
    verification: verificationJson(repository, commit.sha),
  };
}

/** The form that `commits`, `branches` and `compare` share. */
export function commitJson(view: Viewpoint, repository: Repository, commit: CommitObject): Fields {
  const url = `${view.apiUrl}/repos/${fullName(repository)}/commits`;
  const { author, committer, message, tree } = gitCommitJson(view, repository, commit);
  return {
    sha: commit.sha,
    node_id: nodeId.object(repository.id, commit.sha),
    url: `${url}/${commit.sha}`,
    html_url: `${view.webUrl}/${fullName(repository)}/commit/${commit.sha}`,
    comments_url: `${url}/${commit.sha}/comments`,
    commit: {
      author,
      committer,
      message,
      tree,
      url: `${view.apiUrl}/repos/${fullName(repository)}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verificationJson(repository, commit.sha),
    },
    author: personOf(view, commit.author.email),
    committer: personOf(view, commit.committer.email),
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/${sha}`, html_url: `${url}/${sha}` })),
  };
}

export function diffJson(view: Viewpoint, repository: Repository, ref: string, file: FileDiff): Fields {
  const web = `${view.webUrl}/${fullName(repository)}`;
  const path = encodeURI(file.path);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${web}/blob/${ref}/${path}`,
    raw_url: `${web}/raw/${ref}/${path}`,
    contents_url: `${view.apiUrl}/repos/${fullName(repository)}/contents/${path}?ref=${ref}`,
    patch: file.patch,
  };
}

/** GitHub knows people by their addresses; its own commits are those of `web-flow`. */
function personOf(view: Viewpoint, email: string): Fields | null {
  if (email === "noreply@github.com") return userJson(view, "web-flow");
  const [, login] = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email) ?? [];
  return login === undefined ? null : userJson(view, login);
}

function verificationJson(repository: Repository, sha: string): Fields {
  const verified = repository.verified.has(sha);
  const signature = verified ? "-----BEGIN PGP SIGNATURE-----" : null;
  const payload = verified ? `tree of ${sha}` : null;
  return { verified, reason: verified ? "valid" : "unsigned", signature, payload, verified_at: null };
}
