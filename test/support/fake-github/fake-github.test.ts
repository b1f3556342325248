import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { asking } from "./asking.ts";
import { type FakeGitHub, startFakeGitHub } from "./start-fake-github.ts";

let github: FakeGitHub;
let ask: ReturnType<typeof asking>["ask"];
let jwt: ReturnType<typeof asking>["jwt"];
let count = 0;
let checked = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
  ({ ask, jwt } = asking(github));
});
afterAll(() => github.stop());
afterEach(() => {
  github.faults.clear();
  Object.assign(github.world.limits, { perHour: 5000, mergeablePolls: 0, lagReads: 0, treeEntries: 100_000 });
  const violations = github.violations.slice(checked);
  checked = github.violations.length;
  expect(violations).toEqual([]);
});

/** A repository of its own for each test, with one commit on `main`. */
async function repository(files: Record<string, string> = { "a.yaml": "cpu: 1\n" }): Promise<string> {
  count += 1;
  await github.createRepository({ owner: "acme", name: `infra-${count}`, files });
  return `acme/infra-${count}`;
}

/** A branch with one commit on top of main, made through the API; answers its commit. */
async function branchWith(name: string, branch: string, content: string, token?: string): Promise<string> {
  const auth = token === undefined ? {} : { token };
  const main = await ask("GET", `/repos/${name}/git/ref/heads%2Fmain`, auth);
  const parent = await ask("GET", `/repos/${name}/git/commits/${main.body.object.sha}`, auth);
  const tree = await ask("POST", `/repos/${name}/git/trees`, {
    ...auth,
    body: {
      base_tree: parent.body.tree.sha,
      tree: [{ path: "a.yaml", mode: "100644", type: "blob", content }],
    },
  });
  const commit = await ask("POST", `/repos/${name}/git/commits`, {
    ...auth,
    body: { message: "lower it", tree: tree.body.sha, parents: [parent.body.sha] },
  });
  const made = await ask("POST", `/repos/${name}/git/refs`, {
    ...auth,
    body: { ref: `refs/heads/${branch}`, sha: commit.body.sha },
  });
  expect(made.status).toBe(201);
  return commit.body.sha;
}

async function updateRefs(name: string, updates: readonly Record<string, unknown>[], token?: string) {
  const id = (await ask("GET", `/repos/${name}`)).body.node_id;
  const query = "mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }";
  return ask("POST", "/graphql", {
    ...(token === undefined ? {} : { token }),
    body: { query, variables: { input: { repositoryId: id, refUpdates: updates } } },
  });
}

const zeros = "0".repeat(40);

test("a branch, commit and pull request made over REST can be read back, and merging moves the base", async () => {
  const name = await repository();
  const head = await branchWith(name, "optpass/api/resources", "cpu: 2\n");

  const opened = await ask("POST", `/repos/${name}/pulls`, {
    body: { title: "Lower it", head: "optpass/api/resources", base: "main", body: "why" },
  });
  expect(opened.status).toBe(201);
  expect(opened.body).toMatchObject({
    number: 1,
    state: "open",
    merged: false,
    commits: 1,
    changed_files: 1,
  });
  expect(opened.body.head.sha).toBe(head);

  const files = await ask("GET", `/repos/${name}/pulls/1/files`);
  expect(files.body).toMatchObject([{ filename: "a.yaml", status: "modified", additions: 1, deletions: 1 }]);

  const merged = await ask("PUT", `/repos/${name}/pulls/1/merge`, { body: { sha: head } });
  expect(merged.body.merged).toBe(true);
  expect(await github.readFile(name, "main", "a.yaml")).toBe("cpu: 2\n");
  expect((await ask("GET", `/repos/${name}/pulls/1`)).body).toMatchObject({ state: "closed", merged: true });
  expect((await ask("GET", `/repos/${name}/pulls/1/merge`)).status).toBe(204);
});

test("references are reached with %2F and with plain slashes", async () => {
  const name = await repository();
  await branchWith(name, "optpass/x", "cpu: 3\n");
  for (const path of ["git/ref/heads%2Foptpass%2Fx", "git/ref/heads/optpass/x"]) {
    expect((await ask("GET", `/repos/${name}/${path}`)).body.ref).toBe("refs/heads/optpass/x");
  }
  for (const path of ["branches/optpass%2Fx", "branches/optpass/x"]) {
    expect((await ask("GET", `/repos/${name}/${path}`)).body.name).toBe("optpass/x");
  }
  const listed = await ask("GET", `/repos/${name}/git/matching-refs/heads/optpass`);
  expect(listed.body.map((each: { ref: string }) => each.ref)).toEqual(["refs/heads/optpass/x"]);
});

test("the API answers under the GitHub Enterprise prefix too", async () => {
  const name = await repository();
  const answer = await ask("GET", `/api/v3/repos/${name}`);
  expect(answer.body.url).toBe(`${github.url}/api/v3/repos/${name}`);
  const graphql = await ask("POST", "/api/graphql", { body: { query: "{ viewer { login } }" } });
  expect(graphql.body).toEqual({ data: { viewer: { login: "octocat" } } });
});

test("a second pull request for a branch, one without commits and one too long are refused as GitHub words it", async () => {
  const name = await repository();
  const sha = await branchWith(name, "topic", "cpu: 2\n");
  const open = (extra: object) =>
    ask("POST", `/repos/${name}/pulls`, { body: { title: "t", head: "topic", base: "main", ...extra } });

  const long = await open({ body: "x".repeat(65_537) });
  expect(long.status).toBe(422);
  expect(long.body.errors[0].message).toContain("65536");
  expect((await open({})).status).toBe(201);
  const twice = await open({});
  expect(twice.status).toBe(422);
  expect(twice.body.errors[0].message).toBe("A pull request already exists for acme:topic.");

  await ask("POST", `/repos/${name}/git/refs`, {
    body: { ref: "refs/heads/same", sha: (await main(name)).sha },
  });
  const empty = await open({ head: "same" });
  expect(empty.body.errors[0].message).toBe("No commits between main and same");
  expect(sha).not.toBe((await main(name)).sha);
});

async function main(name: string): Promise<{ sha: string }> {
  return (await ask("GET", `/repos/${name}/git/ref/heads/main`)).body.object;
}

test("pull requests are found by head with owner, open and closed", async () => {
  const name = await repository();
  await branchWith(name, "one", "cpu: 2\n");
  await branchWith(name, "two", "cpu: 3\n");
  for (const head of ["one", "two"]) {
    await ask("POST", `/repos/${name}/pulls`, { body: { title: head, head, base: "main" } });
  }
  github.closePullRequest(name, 1);
  const list = async (query: string) =>
    (await ask("GET", `/repos/${name}/pulls?${query}`)).body.map((each: { number: number }) => each.number);
  expect(await list("head=acme:one&state=all")).toEqual([1]);
  expect(await list("head=acme:one")).toEqual([]);
  expect(await list("state=all")).toEqual([2, 1]);
});

test("moving the head of a pull request to its base closes it, and moving it on does not reopen it", async () => {
  const name = await repository();
  const head = await branchWith(name, "topic", "cpu: 2\n");
  await ask("POST", `/repos/${name}/pulls`, { body: { title: "t", head: "topic", base: "main" } });
  const base = (await main(name)).sha;
  const move = (sha: string) =>
    ask("PATCH", `/repos/${name}/git/refs/heads/topic`, { body: { sha, force: true } });

  expect((await move(base)).status).toBe(200);
  expect((await ask("GET", `/repos/${name}/pulls/1`)).body.state).toBe("closed");
  await move(head);
  expect((await ask("GET", `/repos/${name}/pulls/1`)).body.state).toBe("closed");
});

test("updateRefs moves a branch only from where the caller saw it", async () => {
  const name = await repository();
  const head = await branchWith(name, "topic", "cpu: 2\n");
  const base = (await main(name)).sha;
  const ref = "refs/heads/topic";

  const stale = await updateRefs(name, [{ name: ref, beforeOid: base, afterOid: base, force: true }]);
  expect(stale.status).toBe(200);
  expect(stale.body.errors[0]).toMatchObject({ type: "STALE_DATA", path: ["updateRefs"] });

  const exists = await updateRefs(name, [{ name: ref, beforeOid: zeros, afterOid: base }]);
  expect(exists.body.errors[0].type).toBe("STALE_DATA");

  const both = await updateRefs(name, [
    { name: "refs/heads/new", beforeOid: zeros, afterOid: head },
    { name: ref, beforeOid: base, afterOid: head },
  ]);
  expect(both.body.errors).toHaveLength(1);
  expect((await ask("GET", `/repos/${name}/git/ref/heads/new`)).status).toBe(404);

  expect(
    (await updateRefs(name, [{ name: ref, beforeOid: head, afterOid: zeros }])).body.errors,
  ).toBeUndefined();
  expect((await ask("GET", `/repos/${name}/git/ref/heads/topic`)).status).toBe(404);
});

test("a branch below another, or above one, cannot be made, which is no stale data", async () => {
  const name = await repository();
  const sha = await branchWith(name, "optpass", "cpu: 2\n");
  await branchWith(name, "deep/a/b", "cpu: 3\n");
  for (const branch of ["optpass/api/resources", "deep/a"]) {
    const update = { name: `refs/heads/${branch}`, beforeOid: zeros, afterOid: sha };
    expect((await updateRefs(name, [update])).body.errors).toMatchObject([{ type: "UNPROCESSABLE" }]);
    const made = await ask("POST", `/repos/${name}/git/refs`, { body: { ref: update.name, sha } });
    expect([made.status, made.body.message]).toEqual([422, "Reference update failed"]);
  }
  // A name that only begins alike is free.
  const beside = { name: "refs/heads/optpass-2/api", beforeOid: zeros, afterOid: sha };
  expect((await updateRefs(name, [beside])).body.errors).toBeUndefined();
});

test("a repository is found in any letter case, and by a former name through a redirect to its id", async () => {
  const name = await repository();
  expect((await ask("GET", `/repos/${name.toUpperCase()}`)).body.full_name).toBe(name);
  const { id } = (await ask("GET", `/repos/${name}`)).body;
  github.renameRepository(name, `renamed-${count}`);
  const headers = { authorization: `Bearer ${github.personalToken()}` };
  const url = `${github.url}/repos/${name}/branches?per_page=1`;
  const moved = await fetch(url, { headers, redirect: "manual" });
  expect([moved.status, moved.headers.get("location")]).toEqual([
    301,
    `${github.url}/repositories/${id}/branches?per_page=1`,
  ]);
  expect((await ask("GET", `/repos/${name}/branches`)).body).toHaveLength(1);
  expect((await ask("GET", `/repositories/${id}`)).body.full_name).toBe(`acme/renamed-${count}`);
  const write = await fetch(`${github.url}/repos/${name}/pulls`, {
    method: "POST",
    headers,
    redirect: "manual",
  });
  expect(write.status).toBe(307);
  const blind = github.personalToken({ repositories: [] });
  expect((await ask("GET", `/repos/${name}`, { token: blind })).status).toBe(404);

  await github.createRepository({ owner: "acme", name: name.slice("acme/".length) });
  expect((await ask("GET", `/repos/${name}`)).body.id).not.toBe(id);
});

test("a GraphQL field that GitHub does not have is an error", async () => {
  const answer = await ask("POST", "/graphql", { body: { query: "{ viewer { shoeSize } }" } });
  expect(answer.body.errors[0].message).toBe('Cannot query field "shoeSize" on type "User".');
});

test("createCommitOnBranch appends a signed commit, and refuses a head that moved", async () => {
  const name = await repository();
  const { sha } = await main(name);
  const query = `mutation($input: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $input) { commit { oid signature { isValid } } } }`;
  const input = {
    branch: { repositoryNameWithOwner: name, branchName: "main" },
    expectedHeadOid: sha,
    message: { headline: "more" },
    fileChanges: { additions: [{ path: "b.yaml", contents: Buffer.from("x: 1\n").toString("base64") }] },
  };
  const first = await ask("POST", "/graphql", { body: { query, variables: { input } } });
  expect(first.body.data.createCommitOnBranch.commit.signature).toEqual({ isValid: true });
  expect(await github.readFile(name, "main", "b.yaml")).toBe("x: 1\n");
  const second = await ask("POST", "/graphql", { body: { query, variables: { input } } });
  expect(second.body.errors[0].type).toBe("STALE_DATA");
});

test("revertPullRequest opens the inverse change, and refuses where it conflicts", async () => {
  const name = await repository({ "a.yaml": "cpu: 1\n", "b.yaml": "x\n" });
  await branchWith(name, "topic", "cpu: 2\n");
  const opened = await ask("POST", `/repos/${name}/pulls`, {
    body: { title: "t", head: "topic", base: "main" },
  });
  await github.mergePullRequest(name, 1);
  await github.pushCommit({ repository: name, files: { "b.yaml": "y\n" } });
  const query = `mutation($id: ID!) { revertPullRequest(input: { pullRequestId: $id }) {
    revertPullRequest { number headRefName state } } }`;
  const revert = () => ask("POST", "/graphql", { body: { query, variables: { id: opened.body.node_id } } });

  expect((await revert()).body.data.revertPullRequest.revertPullRequest).toEqual({
    number: 2,
    headRefName: "revert-1-topic",
    state: "OPEN",
  });
  await github.mergePullRequest(name, 2);
  expect(await github.readFile(name, "main", "a.yaml")).toBe("cpu: 1\n");
  expect(await github.readFile(name, "main", "b.yaml")).toBe("y\n");

  await github.pushCommit({ repository: name, files: { "a.yaml": "cpu: 9\n" } });
  expect((await revert()).body.errors[0].type).toBe("UNPROCESSABLE");
});

test("an app signs in with its key, gets a token for some repositories, and its commits are verified", async () => {
  const name = await repository();
  const other = await repository();
  const app = github.createApp({ account: "acme" });
  const token = jwt(app);

  expect((await ask("GET", "/app", { token })).body.id).toBe(app.appId);
  const found = await ask("GET", `/repos/${name}/installation`, { token });
  expect(found.body.id).toBe(app.installationId);
  const minted = await ask("POST", `/app/installations/${app.installationId}/access_tokens`, {
    token,
    body: { repositories: [name.split("/")[1]], permissions: { contents: "write" } },
  });
  expect(minted.status).toBe(201);

  const scoped = { token: minted.body.token };
  expect((await ask("GET", `/repos/${name}`, scoped)).status).toBe(200);
  expect((await ask("GET", `/repos/${other}`, scoped)).status).toBe(404);
  const head = await branchWith(name, "topic", "cpu: 2\n", scoped.token);
  expect((await ask("GET", `/repos/${name}/git/commits/${head}`)).body.verification.verified).toBe(true);
  const denied = await ask("POST", `/repos/${name}/pulls`, {
    ...scoped,
    body: { title: "t", head: "topic", base: "main" },
  });
  expect(denied.status).toBe(403);
  expect(denied.body.message).toBe("Resource not accessible by integration");
});

test("a person's commit over the API is not verified, nor an app's that names an author", async () => {
  const name = await repository();
  const head = await branchWith(name, "mine", "cpu: 2\n");
  expect((await ask("GET", `/repos/${name}/git/commits/${head}`)).body.verification.verified).toBe(false);

  const app = github.createApp({ account: "acme" });
  const minted = await ask("POST", `/app/installations/${app.installationId}/access_tokens`, {
    token: jwt(app),
  });
  const tree = (await ask("GET", `/repos/${name}/git/commits/${head}`)).body.tree.sha;
  const named = await ask("POST", `/repos/${name}/git/commits`, {
    token: minted.body.token,
    body: { message: "m", tree, parents: [head], author: { name: "A", email: "a@example.com" } },
  });
  expect(named.body.verification.verified).toBe(false);
});

test("tokens end after an hour of the world's clock, and a suspended installation is refused", async () => {
  const name = await repository();
  const app = github.createApp({ account: "acme" });
  const mint = async () =>
    (await ask("POST", `/app/installations/${app.installationId}/access_tokens`, { token: jwt(app) })).body
      .token;
  const first = await mint();
  github.world.advance(61 * 60 * 1000);
  const late = await ask("GET", `/repos/${name}`, { token: first });
  expect([late.status, late.body.message]).toEqual([401, "Bad credentials"]);

  const second = await mint();
  app.installation.suspended = true;
  expect((await ask("GET", `/repos/${name}`, { token: second })).status).toBe(403);
});

test("a JWT that is too long, expired or signed by another key is refused with GitHub's words", async () => {
  const app = github.createApp({ account: "acme" });
  const now = Math.floor(github.world.now().getTime() / 1000);
  const message = async (token: string) => (await ask("GET", "/app", { token })).body.message;
  expect(await message(jwt(app, { exp: now + 3600 }))).toContain("too far in the future");
  expect(await message(jwt(app, { iat: now - 900, exp: now - 300 }))).toContain("must be a numeric value");
  const forged = jwt({ ...github.createApp({ account: "acme" }), appId: app.appId });
  expect(await message(forged)).toBe("A JSON web token could not be decoded");
});

test("a token that may only read cannot write, and a repository outside a token is not there", async () => {
  const name = await repository();
  const other = await repository();
  const token = github.personalToken({ permissions: { contents: "read" }, repositories: [name] });
  github.log.clear();
  expect((await ask("GET", `/repos/${name}`, { token })).status).toBe(200);
  expect((await ask("GET", `/repos/${other}`, { token })).status).toBe(404);
  const write = await ask("POST", `/repos/${name}/git/blobs`, { token, body: { content: "x" } });
  expect(write.status).toBe(403);
  const graphql = await updateRefs(
    name,
    [{ name: "refs/heads/x", beforeOid: zeros, afterOid: (await main(name)).sha }],
    token,
  );
  expect(graphql.body.errors[0].type).toBe("FORBIDDEN");
  expect(github.log.writes()).toEqual([]);
});

test("a body that GitHub's description does not allow is answered with 422", async () => {
  const name = await repository();
  const bad = await ask("POST", `/repos/${name}/git/trees`, { body: { tree: "everything" } });
  expect(bad.status).toBe(422);
  const broken = await fetch(`${github.url}/repos/${name}/git/trees`, {
    method: "POST",
    headers: { authorization: `Bearer ${github.personalToken()}` },
    body: "{",
  });
  expect(broken.status).toBe(400);
});

test("an unchanged answer costs nothing when it is asked for by its ETag", async () => {
  const name = await repository();
  const token = github.personalToken();
  const first = await ask("GET", `/repos/${name}/branches`, { token });
  const again = await ask("GET", `/repos/${name}/branches`, {
    token,
    headers: { "if-none-match": first.headers.get("etag") ?? "" },
  });
  expect(again.status).toBe(304);
  expect((await ask("GET", "/rate_limit", { token })).body.rate.used).toBe(1);
});

test("long lists come in pages that name the next one", async () => {
  const name = await repository();
  const sha = (await main(name)).sha;
  for (const branch of ["b1", "b2", "b3"]) {
    await ask("POST", `/repos/${name}/git/refs`, { body: { ref: `refs/heads/${branch}`, sha } });
  }
  const first = await ask("GET", `/repos/${name}/branches?per_page=3`);
  expect(first.body).toHaveLength(3);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  const second = await ask("GET", next.replace(github.url, ""));
  expect(second.body.map((each: { name: string }) => each.name)).toEqual(["main"]);
});

test("the primary limit refuses with the time of its reset", async () => {
  const name = await repository();
  const token = github.personalToken();
  github.world.limits.perHour = 1;
  expect((await ask("GET", `/repos/${name}`, { token })).status).toBe(200);
  const refused = await ask("GET", `/repos/${name}`, { token });
  expect(refused.status).toBe(403);
  expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
  expect(Number(refused.headers.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000);
});

test("a failure after the write leaves the write done, and one before it does not", async () => {
  const name = await repository();
  const sha = (await main(name)).sha;
  const create = (branch: string) =>
    ask("POST", `/repos/${name}/git/refs`, { body: { ref: `refs/heads/${branch}`, sha } });
  const exists = async (branch: string) =>
    (await ask("GET", `/repos/${name}/git/ref/heads/${branch}`)).status;

  github.faults.arm("POST /repos/{owner}/{repo}/git/refs", { kind: "status", status: 502, when: "after" });
  expect((await create("after")).status).toBe(502);
  expect(await exists("after")).toBe(200);
  github.faults.arm("POST /repos/{owner}/{repo}/git/refs", { kind: "status", status: 502 });
  expect((await create("before")).status).toBe(502);
  expect(await exists("before")).toBe(404);
  github.faults.arm("POST /repos/{owner}/{repo}/git/refs", { kind: "reset", when: "after" });
  await expect(create("reset")).rejects.toThrow();
  expect(await exists("reset")).toBe(200);
});

test("reads lag behind a write for as long as the test asks", async () => {
  const name = await repository();
  github.world.limits.lagReads = 2;
  await branchWith(name, "topic", "cpu: 2\n");
  const seen = [];
  for (let i = 0; i < 3; i += 1) seen.push((await ask("GET", `/repos/${name}/git/ref/heads/topic`)).status);
  expect(seen).toEqual([404, 404, 200]);
});

test("mergeable is unknown for as many polls as the test asks, then says whether it conflicts", async () => {
  const name = await repository();
  await branchWith(name, "topic", "cpu: 2\n");
  github.world.limits.mergeablePolls = 1;
  await ask("POST", `/repos/${name}/pulls`, { body: { title: "t", head: "topic", base: "main" } });
  const mergeable = async () => (await ask("GET", `/repos/${name}/pulls/1`)).body.mergeable;
  expect(await mergeable()).toBeNull();
  expect(await mergeable()).toBe(true);
  github.world.limits.mergeablePolls = 0;
  await github.pushCommit({ repository: name, files: { "a.yaml": "cpu: 7\n" } });
  expect(await mergeable()).toBe(false);
  expect((await ask("PUT", `/repos/${name}/pulls/1/merge`, { body: {} })).status).toBe(405);
});

test("an archive is fetched from another address without credentials, and leaves out what is marked export-ignore", async () => {
  const name = await repository({
    "a.yaml": "x\n",
    "hidden.yaml": "y\n",
    ".gitattributes": "hidden.yaml export-ignore\n",
  });
  const sha = (await main(name)).sha;
  const response = await fetch(`${github.url}/repos/${name}/tarball/${sha}`, {
    headers: { authorization: `Bearer ${github.personalToken()}` },
    redirect: "manual",
  });
  expect(response.status).toBe(302);
  const archive = await fetch(response.headers.get("location") ?? "");
  expect(archive.headers.get("content-type")).toBe("application/x-gzip");
  const { unzipSync } = await import("node:zlib");
  const tar = unzipSync(Buffer.from(await archive.arrayBuffer())).toString("latin1");
  expect(tar).toContain(`acme-${name.split("/")[1]}-${sha.slice(0, 7)}/a.yaml`);
  expect(tar).not.toContain("hidden.yaml\0");
});

test("trees, compare, contents, comments and labels answer in GitHub's shape", async () => {
  const name = await repository({ "a.yaml": "cpu: 1\n", "k8s/b.yaml": "x\n" });
  const head = await branchWith(name, "topic", "cpu: 2\n");
  const tree = await ask("GET", `/repos/${name}/git/trees/${head}?recursive=1`);
  expect(tree.body.tree.map((each: { path: string }) => each.path)).toEqual(["a.yaml", "k8s", "k8s/b.yaml"]);
  github.world.limits.treeEntries = 1;
  expect((await ask("GET", `/repos/${name}/git/trees/${head}?recursive=1`)).body.truncated).toBe(true);

  const compared = await ask("GET", `/repos/${name}/compare/main...topic`);
  expect(compared.body).toMatchObject({ status: "ahead", ahead_by: 1, behind_by: 0 });
  expect((await ask("GET", `/repos/${name}/commits/topic`)).body.files).toHaveLength(1);
  expect((await ask("GET", `/repos/${name}/commits?sha=topic`)).body).toHaveLength(2);

  const file = await ask("GET", `/repos/${name}/contents/k8s%2Fb.yaml`);
  expect(Buffer.from(file.body.content, "base64").toString()).toBe("x\n");
  expect((await ask("GET", `/repos/${name}/contents/k8s`)).body).toHaveLength(1);
  const put = await ask("PUT", `/repos/${name}/contents/k8s/b.yaml`, {
    body: { message: "m", content: Buffer.from("y\n").toString("base64"), sha: "0".repeat(40) },
  });
  expect(put.status).toBe(409);
  const good = await ask("PUT", `/repos/${name}/contents/k8s/b.yaml`, {
    body: { message: "m", content: Buffer.from("y\n").toString("base64"), sha: file.body.sha },
  });
  expect(good.status).toBe(200);

  await ask("POST", `/repos/${name}/pulls`, { body: { title: "t", head: "topic", base: "main" } });
  const comment = await ask("POST", `/repos/${name}/issues/1/comments`, { body: { body: "hello" } });
  expect(comment.status).toBe(201);
  await ask("PATCH", `/repos/${name}/issues/comments/${comment.body.id}`, { body: { body: "bye" } });
  expect((await ask("GET", `/repos/${name}/issues/1/comments`)).body[0].body).toBe("bye");
  await ask("POST", `/repos/${name}/issues/1/labels`, { body: { labels: ["optpass"] } });
  expect((await ask("GET", `/repos/${name}/issues/1/labels`)).body).toMatchObject([{ name: "optpass" }]);
  expect((await ask("DELETE", `/repos/${name}/issues/1/labels/optpass`)).body).toEqual([]);
});

test("pushing what an open pull request holds to its base marks it as merged", async () => {
  const name = await repository();
  const head = await branchWith(name, "topic", "cpu: 2\n");
  await ask("POST", `/repos/${name}/pulls`, { body: { title: "t", head: "topic", base: "main" } });
  await ask("PATCH", `/repos/${name}/git/refs/heads/main`, { body: { sha: head } });
  expect((await ask("GET", `/repos/${name}/pulls/1`)).body).toMatchObject({ state: "closed", merged: true });
});

test("an answer that GitHub's description does not allow is noticed", async () => {
  const { answerProblems } = await import("./http/contract.ts");
  expect(answerProblems("GET /repos/{owner}/{repo}/git/ref/{ref}", 200, { ref: 1 })).not.toEqual([]);
  expect(answerProblems("GET /repos/{owner}/{repo}/git/ref/{ref}", 418, {})).toEqual([
    "undocumented status 418",
  ]);
});
