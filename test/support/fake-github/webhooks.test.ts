import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { asking } from "./asking.ts";
import { type AppCredentials, type FakeGitHub, startFakeGitHub } from "./start-fake-github.ts";

interface Heard {
  readonly event: string;
  readonly guid: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are read field by field, and compared at once.
  readonly body: any;
}

const secret = "a secret of the test";
const permissions = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
  merge_queues: "read",
} as const;
let github: FakeGitHub;
let client: ReturnType<typeof asking>;
let app: AppCredentials;
let url = "";
let heard: Heard[] = [];
let answers = 200;
let count = 0;
let checked = 0;

const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  const { headers } = request;
  const [event, guid] = [String(headers["x-github-event"]), String(headers["x-github-delivery"])];
  heard.push({ event, guid, headers, text, body: JSON.parse(text) });
  if (answers === 0) await sleep(300);
  response.writeHead(answers === 0 ? 200 : answers).end("ok");
});

beforeAll(async () => {
  github = await startFakeGitHub();
  client = asking(github);
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
  app = github.createApp({ account: "acme", permissions });
  github.webhooks.sendTo(app, { url, secret });
});
afterAll(async () => {
  await github.stop();
  receiver.close();
});
beforeEach(async () => {
  await github.webhooks.settled();
  heard = [];
  answers = 200;
});
afterEach(async () => {
  await github.webhooks.settled();
  const violations = github.violations.slice(checked);
  checked = github.violations.length;
  expect(violations).toEqual([]);
});

/** A repository with issue 1 and pull request 2, and nothing heard of it. */
async function place(): Promise<string> {
  count += 1;
  const name = `acme/hooks-${count}`;
  await github.createRepository({ owner: "acme", name: `hooks-${count}` });
  await github.pushCommit({ repository: name, branch: "topic", files: { "a.yaml": "1\n" } });
  const token = github.personalToken({ login: "dana", permissions: { ...permissions } });
  await client.ask("POST", `/repos/${name}/issues`, { token, body: { title: "Dashboard", body: "- [ ] a" } });
  const body = { title: "t", head: "topic", base: "main" };
  await client.ask("POST", `/repos/${name}/pulls`, { token, body });
  await github.webhooks.settled();
  heard = [];
  return name;
}

async function names(): Promise<string[]> {
  await github.webhooks.settled();
  return heard.map(({ event, body }) => (body.action === undefined ? event : `${event}.${body.action}`));
}

test("a comment is told with GitHub's headers and a signature over the bytes that were sent", async () => {
  const name = await place();
  github.comment(name, 2, "/optpass status", "dana");
  expect(await names()).toEqual(["issue_comment.created"]);
  const [{ headers, text, body }] = heard as [Heard];
  const digest = createHmac("sha256", secret).update(text).digest("hex");
  expect(headers).toMatchObject({
    "x-hub-signature-256": `sha256=${digest}`,
    "x-github-hook-installation-target-id": `${app.appId}`,
    "x-github-hook-installation-target-type": "integration",
    "content-type": "application/json",
    "user-agent": expect.stringMatching(/^GitHub-Hookshot\//),
  });
  expect(body).toMatchObject({
    comment: { body: "/optpass status", user: { login: "dana" } },
    issue: { number: 2, pull_request: {} },
    repository: { full_name: name },
    installation: { id: app.installationId },
    sender: { login: "dana", type: "User" },
  });
});

test("everything that happens is told in bodies that GitHub's own description allows", async () => {
  const name = await place();
  const comment = github.comment(name, 1, "hello");
  github.editComment(name, comment, "bye", "kim");
  github.deleteComment(name, comment);
  github.edit(name, 1, { body: "- [x] a" }, "dana");
  github.edit(name, 1, { state: "closed" });
  github.edit(name, 1, { state: "open" });
  github.edit(name, 2, { title: "other", body: "b" });
  github.label(name, 1, "l");
  github.unlabel(name, 1, "l");
  github.label(name, 2, "l");
  github.unlabel(name, 2, "l");
  github.setDraft(name, 2, true);
  github.setDraft(name, 2, false);
  github.setRules(name, "main", { approvals: 1 });
  const review = await github.reviewPullRequest(name, 2, { state: "CHANGES_REQUESTED", by: "kim" });
  github.dismissReview(name, 2, review, "dana");
  github.editReview(name, 2, review, "changed", "dana");
  github.commentOnLine(name, 2, { path: "b.yaml", line: 1, body: "why?", by: "kim" });
  github.enqueuePullRequest(name, 2);
  await github.buildMergeGroup(name, 2);
  github.dequeuePullRequest(name, 2);
  await github.pushCommit({ repository: name, branch: "topic", files: { "b.yaml": "1\n" } });
  github.closePullRequest(name, 2);
  await github.reopenPullRequest(name, 2);
  await github.mergePullRequest(name, 2);
  github.archiveRepository(name);
  github.archiveRepository(name, false);
  github.renameRepository(name, `renamed-${count}`);
  expect([...new Set(await names())].sort()).toEqual(
    [
      ...["issue_comment.created", "issue_comment.deleted", "issue_comment.edited"],
      ...["issues.closed", "issues.edited", "issues.labeled", "issues.reopened", "issues.unlabeled"],
      ...["pull_request.closed", "pull_request.converted_to_draft", "pull_request.dequeued"],
      ...["pull_request.edited", "pull_request.enqueued", "pull_request.labeled"],
      ...["pull_request.ready_for_review", "pull_request.reopened", "pull_request.synchronize"],
      ...["pull_request.unlabeled", "pull_request_review.dismissed", "pull_request_review.submitted"],
      ...["merge_group.checks_requested", "pull_request_review.edited"],
      ...["pull_request_review_comment.created"],
      ...["push", "repository.archived", "repository.renamed", "repository.unarchived"],
    ].sort(),
  );
  const edited = heard.find(({ event, body }) => event === "issues" && body.action === "edited");
  expect(edited?.body).toMatchObject({ changes: { body: { from: "- [ ] a" } }, sender: { login: "dana" } });
  const push = heard.find(({ event, body }) => event === "push" && body.ref === "refs/heads/topic");
  expect(push?.body).toMatchObject({
    ref: "refs/heads/topic",
    forced: false,
    commits: [{ added: ["b.yaml"] }],
  });
  const closed = heard.filter(({ body }) => body.action === "closed" && body.pull_request !== undefined);
  expect(closed.map(({ body }) => body.pull_request.merged)).toEqual([false, true]);
});

test("auto-merge, pins, requested reviews and check runs are told too, a pressed button to its own app alone", async () => {
  const name = await place();
  const token = await client.mint(app);
  const at = `/repos/${name}`;
  const pull = (await client.ask("GET", `${at}/pulls/2`, { token })).body;
  const issue = (await client.ask("GET", `${at}/issues/1`, { token })).body;
  github.setRules(name, "main", { approvals: 1 });
  github.setRole(name, "kim", "write");
  const run = (mutation: string, id: string) =>
    client.graphql(`mutation($id: ID!) { ${mutation} { clientMutationId } }`, { id }, token);
  await run("enablePullRequestAutoMerge(input: { pullRequestId: $id })", pull.node_id);
  await run("disablePullRequestAutoMerge(input: { pullRequestId: $id })", pull.node_id);
  await run("pinIssue(input: { issueId: $id })", issue.node_id);
  await run("unpinIssue(input: { issueId: $id })", issue.node_id);
  await client.ask("POST", `${at}/pulls/2/requested_reviewers`, { token, body: { reviewers: ["kim"] } });
  const actions = [{ label: "Explain", description: "Say why", identifier: "explain" }];
  const check = await client.ask("POST", `${at}/check-runs`, {
    token,
    body: { name: "optpass", head_sha: pull.head.sha, conclusion: "neutral", actions },
  });
  const other = github.createApp({ account: "acme", slug: "other", permissions });
  github.webhooks.sendTo(other, { url, secret });
  github.pressCheckButton(name, check.body.id, "explain", "dana");
  expect(await names()).toEqual([
    ...["pull_request.auto_merge_enabled", "pull_request.auto_merge_disabled", "issues.pinned"],
    ...["issues.unpinned", "pull_request.review_requested", "check_run.created", "check_run.completed"],
    "check_run.requested_action",
  ]);
  expect(heard.at(-1)?.body).toMatchObject({ requested_action: { identifier: "explain" } });
  github.uninstall(other.installation);
});

test("an app hears of its installations, and of repositories it may see, of what it subscribed to", async () => {
  const name = await place();
  const second = github.install(app, { account: "umbrella" });
  github.suspendInstallation(second);
  github.suspendInstallation(second, false);
  github.acceptPermissions(second, { contents: "read" });
  await github.createRepository({ owner: "umbrella", name: `own-${count}` });
  github.selectRepositories(second, "removed", [`umbrella/own-${count}`]);
  await github.pushCommit({ repository: `umbrella/own-${count}`, files: { a: "1" } });
  github.selectRepositories(second, "added", [`umbrella/own-${count}`]);
  github.uninstall(second);
  github.suspendInstallation(app.installation);
  github.comment(name, 1, "unheard");
  github.suspendInstallation(app.installation, false);
  const quiet = github.createApp({ account: "acme", slug: "quiet", permissions, events: ["push"] });
  github.webhooks.sendTo(quiet, { url, secret });
  github.comment(name, 1, "heard once");
  github.uninstall(quiet.installation);
  expect((await names()).filter((each) => each !== "push")).toEqual([
    ...["installation.created", "installation.suspend", "installation.unsuspend"],
    ...["installation.new_permissions_accepted", "installation_repositories.removed"],
    ...["installation_repositories.added", "installation.deleted", "installation.suspend"],
    ...["installation.unsuspend", "issue_comment.created", "installation.deleted"],
  ]);
  const pushes = heard.filter(({ event }) => event === "push").map(({ body }) => body.repository.full_name);
  expect(pushes).toEqual([`umbrella/own-${count}`]);
});

test("deliveries are dropped, doubled, held back, reversed, delayed and failed as a test asks", async () => {
  const name = await place();
  const say = (body: string) => github.comment(name, 1, body);
  const bodies = async () => {
    await github.webhooks.settled();
    return heard.map(({ body }) => body.comment.body);
  };
  github.webhooks.arm("issue_comment", { kind: "drop" });
  say("dropped");
  github.webhooks.arm("issue_comment.created", { kind: "duplicate" });
  say("doubled");
  expect(await bodies()).toEqual(["doubled", "doubled"]);
  expect(new Set(heard.map(({ guid }) => guid)).size).toBe(1);

  heard = [];
  github.webhooks.arm("issue_comment", { kind: "hold" }, 2);
  say("first");
  say("second");
  await github.webhooks.settled();
  say("third");
  expect(await bodies()).toEqual(["third"]);
  github.webhooks.release("reversed");
  expect((await bodies()).slice(1).sort()).toEqual(["first", "second"]);

  heard = [];
  github.webhooks.arm("issue_comment", { kind: "delay", milliseconds: 60 });
  say("late");
  say("early");
  expect(await bodies()).toEqual(["early", "late"]);

  github.webhooks.arm("issue_comment", { kind: "fail" });
  say("failed");
  expect(await bodies()).toEqual(["early", "late"]);
});

test("deliveries are listed newest first, and one that failed is sent again under its GUID", async () => {
  const name = await place();
  const token = client.jwt(app);
  const list = async (query: string) => client.ask("GET", `/app/hook/deliveries?${query}`, { token });
  answers = 500;
  github.comment(name, 1, "lost");
  await github.webhooks.settled();
  answers = 200;
  const failed = (await list("status=failure&per_page=1")).body[0];
  expect(failed).toMatchObject({
    event: "issue_comment",
    action: "created",
    status_code: 500,
    redelivery: false,
  });
  const one = await client.ask("GET", `/app/hook/deliveries/${failed.id}`, { token });
  expect(one.body.request.payload.comment.body).toBe("lost");
  heard = [];
  const again = await client.ask("POST", `/app/hook/deliveries/${failed.id}/attempts`, { token });
  expect(again.status).toBe(202);
  await github.webhooks.settled();
  expect(heard.map(({ guid }) => guid)).toEqual([failed.guid]);
  const first = await list("per_page=1");
  expect(first.body[0]).toMatchObject({ guid: failed.guid, redelivery: true, status: "OK" });
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  const second = await client.ask("GET", next.replace(github.url, ""), { token });
  expect(second.body[0].id).toBeLessThan(first.body[0].id);
  expect((await client.ask("POST", "/app/hook/deliveries/1/attempts", { token })).status).toBe(404);
});

test("a receiver that is too slow has not received, and GitHub forgets deliveries after three days", async () => {
  const name = await place();
  const token = () => client.jwt(app);
  github.webhooks.timeout = 50;
  answers = 0;
  github.comment(name, 1, "slow");
  await github.webhooks.settled();
  github.webhooks.timeout = 60_000;
  const list = async () => (await client.ask("GET", "/app/hook/deliveries", { token: token() })).body;
  expect((await list())[0]).toMatchObject({ status: "timed out", status_code: 0 });
  github.world.advance(3 * 24 * 60 * 60 * 1000 + 1000);
  expect(await list()).toEqual([]);
});
