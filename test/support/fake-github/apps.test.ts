import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Answer, asking } from "./asking.ts";
import { type FakeGitHub, startFakeGitHub } from "./start-fake-github.ts";

let github: FakeGitHub;
let client: ReturnType<typeof asking>;

beforeAll(async () => {
  github = await startFakeGitHub();
  client = asking(github);
});
afterAll(() => github.stop());
afterEach(() => expect(github.violations).toEqual([]));

test("an app on several accounts lists its installations and, page by page, the repositories of each", async () => {
  for (const name of ["a", "b", "c"]) await github.createRepository({ owner: "acme", name });
  await github.createRepository({ owner: "umbrella", name: "u" });
  const app = github.createApp({ account: "acme" });
  const second = github.install(app, { account: "Umbrella" });
  const jwt = client.jwt(app);
  const listed = await client.ask("GET", "/app/installations?per_page=1", { token: jwt });
  expect(listed.body).toMatchObject([{ account: { login: "acme" } }]);
  expect(listed.headers.get("link")).toContain('rel="next"');
  const token = await client.mint(app);
  const page = await client.ask("GET", "/installation/repositories?per_page=2&page=2", { token });
  expect([page.body.total_count, page.body.repositories.length]).toEqual([3, 1]);
  const other = await client.mint({ ...app, installationId: second.id });
  const own = (await client.ask("GET", "/installation/repositories", { token: other })).body.repositories;
  expect(own.map((each: Answer["body"]) => each.full_name)).toEqual(["umbrella/u"]);
  expect((await client.ask("GET", "/repos/acme/a", { token: other })).status).toBe(404);
  expect((await client.ask("GET", "/repos/umbrella/u", { token: other })).status).toBe(200);
  expect((await client.ask("GET", "/app", { token: jwt })).body).toMatchObject({
    id: app.appId,
    slug: "optpass",
  });
});

test("an installation is suspended, resumed and removed by its app, and its tokens end with it", async () => {
  await github.createRepository({ owner: "initech", name: "x" });
  const app = github.createApp({ account: "initech" });
  const at = `/app/installations/${app.installationId}`;
  const jwt = client.jwt(app);
  const token = await client.mint(app);
  const status = async () => (await client.ask("GET", "/repos/initech/x", { token })).status;
  expect(await status()).toBe(200);
  expect((await client.ask("PUT", `${at}/suspended`, { token: jwt })).status).toBe(204);
  expect((await client.ask("GET", at, { token: jwt })).body.suspended_at).not.toBeNull();
  expect(await status()).toBe(403);
  expect((await client.ask("POST", `${at}/access_tokens`, { token: jwt })).status).toBe(403);
  await client.ask("DELETE", `${at}/suspended`, { token: jwt });
  expect(await status()).toBe(200);
  expect((await client.ask("DELETE", at, { token: jwt })).status).toBe(204);
  expect(await status()).toBe(401);
  expect((await client.ask("GET", at, { token: jwt })).status).toBe(404);
});

test("a token ends after its hour, when it is given back, and when GitHub revokes it", async () => {
  await github.createRepository({ owner: "hooli", name: "x" });
  const app = github.createApp({ account: "hooli" });
  const status = async (token: string) => (await client.ask("GET", "/repos/hooli/x", { token })).status;
  const [first, second] = [await client.mint(app), await client.mint(app)];
  expect((await client.ask("DELETE", "/installation/token", { token: first })).status).toBe(204);
  expect([await status(first), await status(second)]).toEqual([401, 200]);
  github.revokeTokens(app.installation);
  expect(await status(second)).toBe(401);
  const third = await client.mint(app);
  github.world.advance(61 * 60 * 1000);
  expect(await status(third)).toBe(401);
});

test("what an installation was not granted is refused until its owner grants it, and tokens keep what they had", async () => {
  await github.createRepository({ owner: "globex", name: "x" });
  const app = github.createApp({ account: "globex", permissions: { contents: "write" } });
  const old = await client.mint(app);
  const issue = (token: string) =>
    client.ask("POST", "/repos/globex/x/issues", { token, body: { title: "Dashboard" } });
  const refused = await issue(old);
  expect([refused.status, refused.body.message]).toEqual([403, "Resource not accessible by integration"]);
  github.acceptPermissions(app.installation, { contents: "write", issues: "write" });
  expect((await issue(old)).status).toBe(403);
  expect((await issue(await client.mint(app))).status).toBe(201);
  const scoped = await client.mint(app, { permissions: { contents: "read" } });
  expect((await issue(scoped)).status).toBe(403);
});

test("a repository that is taken from a selection is not there any more", async () => {
  for (const name of ["a", "b"]) await github.createRepository({ owner: "wayne", name });
  const app = github.createApp({ account: "wayne", repositories: ["wayne/a", "wayne/b"] });
  github.selectRepositories(app.installation, "removed", ["wayne/b"]);
  const token = await client.mint(app);
  expect((await client.ask("GET", "/repos/wayne/a", { token })).status).toBe(200);
  expect((await client.ask("GET", "/repos/wayne/b", { token })).status).toBe(404);
  expect((await client.ask("GET", "/repos/wayne/b/installation", { token: client.jwt(app) })).status).toBe(
    404,
  );
});
