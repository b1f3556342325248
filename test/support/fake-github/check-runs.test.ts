import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { asking } from "./asking.ts";
import { type AppCredentials, type FakeGitHub, startFakeGitHub } from "./start-fake-github.ts";
import type { Happening } from "./state/happening.ts";

let github: FakeGitHub;
let client: ReturnType<typeof asking>;
let app: AppCredentials;
let token: string;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
  client = asking(github);
  app = github.createApp({
    account: "acme",
    permissions: { checks: "write", contents: "read", statuses: "read", pull_requests: "read" },
  });
  token = await client.mint(app);
});
afterAll(() => github.stop());
afterEach(() => expect(github.violations).toEqual([]));

async function repository(): Promise<{ at: string; name: string; sha: string }> {
  count += 1;
  const name = `acme/checks-${count}`;
  await github.createRepository({ owner: "acme", name: `checks-${count}` });
  const sha = await github.pushCommit({ repository: name, branch: "topic", files: { a: "1" } });
  return { at: `/repos/${name}`, name, sha };
}

const note = (line: number) => ({
  ...{
    path: "a.yaml",
    start_line: line,
    end_line: line,
    annotation_level: "notice",
    message: `line ${line}`,
  },
});

test("a check run is made, completed, and its annotations are appended, at most fifty a request", async () => {
  const { at, sha } = await repository();
  const made = await client.ask("POST", `${at}/check-runs`, {
    token,
    body: { name: "optpass", head_sha: sha, output: { title: "t", summary: "s", annotations: [note(1)] } },
  });
  expect(made.body).toMatchObject({
    status: "queued",
    conclusion: null,
    app: { id: app.appId },
    head_sha: sha,
  });
  const one = `${at}/check-runs/${made.body.id}`;
  const patch = (body: unknown) => client.ask("PATCH", one, { token, body });
  const lines = Array.from({ length: 51 }, (_, i) => note(i + 2));
  expect((await patch({ output: { title: "t", summary: "s", annotations: lines } })).status).toBe(422);
  const done = await patch({
    conclusion: "neutral",
    output: { title: "t2", summary: "s2", annotations: lines.slice(1) },
  });
  expect(done.body).toMatchObject({
    status: "completed",
    conclusion: "neutral",
    output: { title: "t2", annotations_count: 51 },
  });
  expect(done.body.completed_at).not.toBeNull();
  const listed = await client.ask("GET", `${one}/annotations?per_page=100`, { token });
  expect(listed.body).toHaveLength(51);
  expect(listed.body[0]).toMatchObject({ path: "a.yaml", start_line: 1, message: "line 1" });
});

test("labels, descriptions and numbers of buttons are limited as GitHub says", async () => {
  const { at, sha } = await repository();
  const make = async (actions: unknown) =>
    (
      await client.ask("POST", `${at}/check-runs`, {
        token,
        body: { name: "optpass", head_sha: sha, actions },
      })
    ).status;
  const button = { label: "Explain", description: "Say why", identifier: "explain" };
  expect(await make([button, button, button])).toBe(201);
  expect(await make([button, button, button, button])).toBe(422);
  expect(await make([{ ...button, label: "x".repeat(21) }])).toBe(422);
  expect(await make([{ ...button, description: "x".repeat(41) }])).toBe(422);
});

test("a commit lists the newest run of each name, with the open pull request it belongs to", async () => {
  const { at, sha } = await repository();
  const make = (name: string) =>
    client.ask("POST", `${at}/check-runs`, { token, body: { name, head_sha: sha, status: "in_progress" } });
  await make("optpass");
  const second = await make("optpass");
  await make("other");
  await client.ask("POST", `${at}/pulls`, { body: { title: "t", head: "topic", base: "main" } });
  const list = async (query: string) =>
    (await client.ask("GET", `${at}/commits/topic/check-runs?${query}`, { token })).body;
  expect(await list("check_name=optpass")).toMatchObject({
    total_count: 1,
    check_runs: [{ id: second.body.id, pull_requests: [{ number: 1 }] }],
  });
  expect((await list("filter=all")).total_count).toBe(3);
  expect((await list("status=completed")).total_count).toBe(0);
  expect((await client.ask("GET", `${at}/commits/${"0".repeat(40)}/check-runs`, { token })).status).toBe(422);
});

test("only apps write check runs, and only the app that made one changes it", async () => {
  const { at, sha } = await repository();
  const body = { name: "optpass", head_sha: sha };
  const person = github.personalToken({ permissions: { checks: "write" } });
  expect((await client.ask("POST", `${at}/check-runs`, { token: person, body })).status).toBe(403);
  const made = await client.ask("POST", `${at}/check-runs`, { token, body });
  const other = github.createApp({ account: "acme", slug: "other", permissions: { checks: "write" } });
  const stranger = { token: await client.mint(other), body: { conclusion: "success" } };
  const refused = await client.ask("PATCH", `${at}/check-runs/${made.body.id}`, stranger);
  expect([refused.status, refused.body.message]).toEqual([403, expect.stringContaining("Invalid app_id")]);
  const missing = { token, body: { ...body, head_sha: "0".repeat(40) } };
  expect((await client.ask("POST", `${at}/check-runs`, missing)).status).toBe(422);
});

test("a person presses a button that the run shows, and no other", async () => {
  const { at, name, sha } = await repository();
  const actions = [{ label: "Explain", description: "Say why", identifier: "explain" }];
  const made = await client.ask("POST", `${at}/check-runs`, {
    token,
    body: { name: "optpass", head_sha: sha, actions },
  });
  const heard: Happening[] = [];
  github.world.listeners.push((happening) => heard.push(happening));
  github.pressCheckButton(name, made.body.id, "explain", "dana");
  github.world.listeners.pop();
  expect(heard).toMatchObject([{ action: "requested_action", requested: "explain", sender: "dana" }]);
  expect(() => github.pressCheckButton(name, made.body.id, "merge")).toThrow("shows no button merge");
});

test("classic statuses are read one by one and combined, and a missing one is pending", async () => {
  const { at, name, sha } = await repository();
  const combined = async () => (await client.ask("GET", `${at}/commits/${sha}/status`, { token })).body.state;
  expect(await combined()).toBe("pending");
  await github.setStatus(name, sha, { context: "ci", state: "failure" });
  expect(await combined()).toBe("failure");
  await github.setStatus(name, sha, { context: "ci", state: "success" });
  expect(await combined()).toBe("success");
  const all = await client.ask("GET", `${at}/commits/${sha}/statuses`, { token });
  expect(all.body.map((each: { state: string }) => each.state)).toEqual(["success", "failure"]);
});
