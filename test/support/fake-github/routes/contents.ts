import { loginOf } from "../http/actor.ts";
import { json, notFound, Refused } from "../http/reply.ts";
import type { RepositoryCall, Routes } from "../http/router.ts";
import { gitCommitJson } from "../json/commit-json.ts";
import { makeCommit } from "../state/commits.ts";
import type { TreeEntry } from "../state/git-repository.ts";
import { moveReferences } from "../state/references.ts";
import { fullName } from "../state/world.ts";

export const contentRoutes: Routes = {
  inRepository: {
    "GET /repos/{owner}/{repo}/contents/{path}": async (call) => {
      const { git } = call.repository;
      const path = (call.params["path"] ?? "").replace(/\/$/, "");
      const commit = await git.resolve(call.query.get("ref") ?? call.repository.defaultBranch);
      if (commit === null) throw new Refused(404, "No commit found for the ref");
      const entry = path === "" ? null : await git.entryAt(commit, path);
      if (path !== "" && entry === null) throw notFound();
      if (entry === null || entry.type === "tree") {
        const children = await git.readTree(entry?.sha ?? `${commit}^{tree}`, false);
        const prefix = path === "" ? "" : `${path}/`;
        return json(
          200,
          children.map((child) => entryJson(call, { ...child, path: prefix + child.path })),
        );
      }
      const content = await git.readBlob(entry.sha);
      if (call.accept.includes("raw")) return { status: 200, raw: content };
      return json(200, { ...entryJson(call, entry), ...encoded(content) });
    },
    "PUT /repos/{owner}/{repo}/contents/{path}": putContent,
  },
};

async function putContent(call: RepositoryCall) {
  const { git } = call.repository;
  const path = call.params["path"] ?? "";
  const branch = String(call.body["branch"] ?? call.repository.defaultBranch);
  const ref = `refs/heads/${branch}`;
  const head = await git.readRef(ref);
  if (head === null) throw new Refused(404, `Branch ${branch} not found`);
  const existing = await git.entryAt(head, path);
  if (existing !== null && call.body["sha"] === undefined) {
    throw new Refused(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  }
  if (existing !== null && existing.sha !== call.body["sha"]) {
    throw new Refused(409, `${path} does not match ${String(call.body["sha"])}`);
  }
  const blob = await git.writeBlob(Buffer.from(String(call.body["content"]), "base64"));
  const tree = await git.writeTree(head, [{ path, mode: existing?.mode ?? "100644", sha: blob }]);
  const commit = await makeCommit(call.world, call.repository, {
    tree,
    parents: [head],
    message: String(call.body["message"]),
    login: loginOf(call.actor),
    sign: call.actor.kind === "installation",
  });
  if (
    !(await moveReferences(
      call.world,
      call.repository,
      [{ ref, from: head, to: commit }],
      loginOf(call.actor),
    ))
  ) {
    throw new Refused(409, `is at ${head} but expected another commit`);
  }
  const entry = await git.entryAt(commit, path);
  const known = {
    content: entry === null ? null : entryJson(call, entry),
    commit: gitCommitJson(call, call.repository, await git.readCommit(commit)),
  };
  const status = existing === null ? 201 : 200;
  return json(status, known);
}

function entryJson(call: RepositoryCall, entry: TreeEntry) {
  const url = `${call.apiUrl}/repos/${fullName(call.repository)}`;
  const web = `${call.webUrl}/${fullName(call.repository)}/blob/HEAD/${encodeURI(entry.path)}`;
  const git = `${url}/git/${entry.type}s/${entry.sha}`;
  const self = `${url}/contents/${encodeURI(entry.path)}`;
  const types: Readonly<Record<string, string>> = {
    "040000": "dir",
    "120000": "symlink",
    "160000": "submodule",
  };
  return {
    type: types[entry.mode] ?? "file",
    name: entry.path.split("/").at(-1) ?? "",
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    git_url: git,
    html_url: web,
    download_url: entry.type === "blob" ? web : null,
    _links: { self, git, html: web },
  };
}

/** Above one megabyte the contents API leaves the content out. */
function encoded(content: Buffer) {
  return content.length > 1024 * 1024
    ? { content: "", encoding: "none" }
    : { content: content.toString("base64").replaceAll(/.{60}/g, "$&\n"), encoding: "base64" };
}
