import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Answer, type AskOptions, asking } from "./asking.ts";
import { type FakeGitHub, startFakeGitHub } from "./start-fake-github.ts";

let github: FakeGitHub;
let ask: (method: string, path: string, options?: AskOptions) => Promise<Answer>;
let mint: ReturnType<typeof asking>["mint"];
let token: string;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
  const client = asking(github);
  mint = client.mint;
  ask = (method, path, options = {}) => client.ask(method, path, { token, ...options });
  token = github.personalToken({ login: "dana", permissions: { issues: "write", pull_requests: "write" } });
});
afterAll(() => github.stop());
afterEach(() => {
  github.world.limits.lagReads = 0;
  expect(github.violations).toEqual([]);
});

async function repository(isPrivate = true): Promise<string> {
  count += 1;
  const name = `talk-${count}`;
  await github.createRepository({ owner: "acme", name, isPrivate });
  return `/repos/acme/${name}`;
}

test("an issue is opened, edited, closed and listed by its creator, and shares its numbers with pull requests", async () => {
  const at = await repository();
  const opened = await ask("POST", `${at}/issues`, { body: { title: "Dashboard", body: "- [ ] a" } });
  expect([opened.status, opened.body.number, opened.body.user.login]).toEqual([201, 1, "dana"]);
  await github.pushCommit({ repository: at.slice(7), branch: "topic", files: { a: "1" } });
  const pull = await ask("POST", `${at}/pulls`, { body: { title: "t", head: "topic", base: "main" } });
  expect(pull.body.number).toBe(2);

  const edited = await ask("PATCH", `${at}/issues/1`, { body: { body: "- [x] a", state: "closed" } });
  expect(edited.body).toMatchObject({ body: "- [x] a", state: "closed", closed_by: { login: "dana" } });
  const list = async (query: string) =>
    (await ask("GET", `${at}/issues?${query}`)).body.map((each: { number: number }) => each.number);
  expect(await list("state=open")).toEqual([2]);
  expect(await list("state=all&creator=dana")).toEqual([2, 1]);
  expect(await list("state=all&creator=somebody")).toEqual([]);
  const [listed] = (await ask("GET", `${at}/issues?state=open`)).body;
  expect(listed.pull_request.url).toBe(`${github.url}${at}/pulls/2`);
  expect((await ask("GET", `${at}/issues/1`)).body.pull_request).toBeUndefined();
  expect((await ask("GET", `${at}/issues/9`)).status).toBe(404);
  expect((await ask("POST", `${at}/issues`, { body: { title: "t", body: "x".repeat(65_537) } })).status).toBe(
    422,
  );
});

test("comments of issues are written, read one by one, edited and deleted", async () => {
  const at = await repository();
  await ask("POST", `${at}/issues`, { body: { title: "t" } });
  const made = await ask("POST", `${at}/issues/1/comments`, { body: { body: "hello" } });
  const one = `${at}/issues/comments/${made.body.id}`;
  expect((await ask("GET", one)).body).toMatchObject({
    body: "hello",
    user: { login: "dana", type: "User" },
  });
  github.world.advance(5000);
  const edited = await ask("PATCH", one, { body: { body: "bye" } });
  expect(edited.body.updated_at > edited.body.created_at).toBe(true);
  expect((await ask("GET", `${at}/issues/1`)).body.comments).toBe(1);
  expect((await ask("DELETE", one)).status).toBe(204);
  expect((await ask("GET", one)).status).toBe(404);
  const long = await ask("POST", `${at}/issues/1/comments`, { body: { body: "x".repeat(65_537) } });
  expect(long.body.errors[0].message).toBe("body is too long (maximum is 65536 characters)");
});

test("a second reaction of the same kind is the one that is there", async () => {
  const at = await repository();
  await ask("POST", `${at}/issues`, { body: { title: "t" } });
  const comment = (await ask("POST", `${at}/issues/1/comments`, { body: { body: "hello" } })).body.id;
  const reactions = `${at}/issues/comments/${comment}/reactions`;
  const react = () => ask("POST", reactions, { body: { content: "eyes" } });
  const first = await react();
  const again = await react();
  expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id]);
  expect((await ask("GET", reactions)).body).toMatchObject([{ content: "eyes", user: { login: "dana" } }]);
  expect((await ask("GET", `${at}/issues/1/comments`)).body[0].reactions).toMatchObject({
    eyes: 1,
    rocket: 0,
  });
  expect((await ask("POST", reactions, { body: { content: "shrug" } })).status).toBe(422);
  expect((await ask("DELETE", `${reactions}/${first.body.id}`)).status).toBe(204);
  expect((await ask("GET", reactions)).body).toEqual([]);
  expect((await ask("POST", `${at}/issues/1/reactions`, { body: { content: "rocket" } })).status).toBe(201);
});

test("labels that are missing are made when they are added, and are the same in any letter case", async () => {
  const at = await repository();
  await ask("POST", `${at}/issues`, { body: { title: "t" } });
  const made = await ask("POST", `${at}/labels`, { body: { name: "OptPass", color: "00ff00" } });
  expect(made.status).toBe(201);
  expect((await ask("POST", `${at}/labels`, { body: { name: "optpass" } })).body.errors[0].code).toBe(
    "already_exists",
  );
  const added = await ask("POST", `${at}/issues/1/labels`, { body: { labels: ["optpass", "new/one"] } });
  expect(added.body).toMatchObject([{ name: "OptPass", color: "00ff00" }, { name: "new/one" }]);
  const names = (await ask("GET", `${at}/labels`)).body.map((each: { name: string }) => each.name);
  expect(names).toEqual(["OptPass", "new/one"]);
  expect((await ask("GET", `${at}/labels/new%2Fone`)).status).toBe(200);
  const long = await ask("POST", `${at}/issues/1/labels`, { body: { labels: ["x".repeat(51)] } });
  expect([long.status, long.body.errors[0].field]).toEqual([422, "name"]);
  expect((await ask("DELETE", `${at}/issues/1/labels/new%2Fone`)).body).toHaveLength(1);
  expect((await ask("DELETE", `${at}/issues/1/labels/new%2Fone`)).status).toBe(404);
  await ask("PUT", `${at}/issues/1/labels`, { body: { labels: ["only"] } });
  expect((await ask("GET", `${at}/issues/1`)).body.labels).toMatchObject([{ name: "only" }]);
  const listed = await ask("GET", `${at}/issues?labels=only`);
  expect(listed.body).toHaveLength(1);
  const timeline = (await ask("GET", `${at}/issues/1/timeline`)).body;
  expect(timeline.map((each: { event: string }) => each.event)).toEqual([
    ...["labeled", "labeled", "unlabeled", "unlabeled", "labeled"],
  ]);
});

test("a permission has a coarse level and the name of a role, and strangers have none in private", async () => {
  const at = await repository();
  const open = await repository(false);
  const of = async (login: string, where = at) => {
    const { status, body } = await ask("GET", `${where}/collaborators/${login}/permission`);
    return status === 200 ? [body.permission, body.role_name] : [status, body.message];
  };
  const name = at.slice(7);
  github.setRole(name, "mo", "maintain");
  github.setRole(name, "tri", "triage");
  github.setRole(name, "ops", "write", "Deployer");
  expect(await of("mo")).toEqual(["write", "maintain"]);
  expect(await of("tri")).toEqual(["read", "triage"]);
  expect(await of("OPS")).toEqual(["write", "Deployer"]);
  expect(await of("stranger")).toEqual(["none", "none"]);
  expect(await of("stranger", open)).toEqual(["read", "read"]);
  expect(await of("optpass[bot]")).toEqual([404, "optpass[bot] is not a user"]);
  github.world.goneLogins.add("left");
  expect(await of("left")).toEqual([404, "left is not a user"]);
});

test("an app comments as a bot, and with the permission for pull requests it cannot touch issues", async () => {
  const at = await repository();
  await ask("POST", `${at}/issues`, { body: { title: "t" } });
  await github.pushCommit({ repository: at.slice(7), branch: "topic", files: { a: "1" } });
  await ask("POST", `${at}/pulls`, { body: { title: "t", head: "topic", base: "main" } });
  const app = github.createApp({ account: "acme", slug: "opt", permissions: { pull_requests: "write" } });
  const bot = { token: await mint(app), body: { body: "hello" } };
  const onPull = await ask("POST", `${at}/issues/2/comments`, bot);
  expect(onPull.body).toMatchObject({
    user: { login: "opt[bot]", type: "Bot" },
    performed_via_github_app: { slug: "opt" },
  });
  const onIssue = await ask("POST", `${at}/issues/1/comments`, bot);
  expect([onIssue.status, onIssue.body.message]).toEqual([403, "Resource not accessible by integration"]);
  expect((await ask("GET", "/users/opt%5Bbot%5D", { token: bot.token })).body.type).toBe("Bot");
  expect((await ask("GET", "/user", { token: bot.token })).status).toBe(403);
  expect((await ask("GET", "/user")).body.login).toBe("dana");
});

test("a list of issues lags behind for as many reads as the test asks", async () => {
  const at = await repository();
  github.world.limits.lagReads = 1;
  await ask("POST", `${at}/issues`, { body: { title: "t" } });
  expect((await ask("GET", `${at}/issues`)).body).toEqual([]);
  expect((await ask("GET", `${at}/issues`)).body).toHaveLength(1);
});
