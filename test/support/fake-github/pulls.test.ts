import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Answer, type AskOptions, asking } from "./asking.ts";
import { type FakeGitHub, startFakeGitHub } from "./start-fake-github.ts";

let github: FakeGitHub;
let client: ReturnType<typeof asking>;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
  client = asking(github);
});
afterAll(() => github.stop());
afterEach(() => expect(github.violations).toEqual([]));

interface Place {
  readonly at: string;
  readonly name: string;
  readonly id: string;
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  pull(): Promise<Answer["body"]>;
}

/** A repository whose pull request 1, by dana, wants to merge `topic` into `main`. */
async function place(): Promise<Place> {
  count += 1;
  const name = `acme/pulls-${count}`;
  await github.createRepository({ owner: "acme", name: `pulls-${count}`, files: { "a.yaml": "cpu: 1\n" } });
  await github.pushCommit({ repository: name, branch: "topic", files: { "a.yaml": "cpu: 2\n" } });
  const token = github.personalToken({ login: "dana" });
  const at = `/repos/${name}`;
  const ask = (method: string, path: string, options: AskOptions = {}) =>
    client.ask(method, `${at}${path}`, { token, ...options });
  const opened = await ask("POST", "/pulls", { body: { title: "Lower it", head: "topic", base: "main" } });
  return { at, name, ask, id: opened.body.node_id, pull: async () => (await ask("GET", "/pulls/1")).body };
}

const fields =
  "state isDraft reviewDecision mergeable mergeStateStatus isInMergeQueue mergeQueueEntry { position enqueuer { login } } autoMergeRequest { mergeMethod enabledBy { login } } latestOpinionatedReviews(first: 9) { nodes { state author { login } } } labels(first: 9) { nodes { name } } commits(first: 9) { nodes { commit { oid committer { name } parents(first: 3) { totalCount } } } }";

async function look({ id }: Place): Promise<Answer["body"]> {
  const query = `query($id: ID!) { node(id: $id) { ... on PullRequest { ${fields} } } }`;
  const { body } = await client.graphql(query, { id });
  expect(body.errors).toBeUndefined();
  return body.data.node;
}

async function mutate({ id }: Place, mutation: string, more: object = {}): Promise<string | null> {
  const input = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation($input: ${input}!) { ${mutation}(input: $input) { clientMutationId } }`;
  const { body } = await client.graphql(query, { input: { pullRequestId: id, ...more } });
  return body.errors === undefined ? null : body.errors[0].message;
}

test("reviews are submitted with status 200, decide, and are dismissed; nobody approves their own", async () => {
  const at = await place();
  const dana = { body: { event: "APPROVE" } };
  const own = await at.ask("POST", "/pulls/1/reviews", dana);
  expect([own.status, own.body.errors]).toEqual([422, ["Review Can not approve your own pull request"]]);
  const kim = github.personalToken({ login: "kim" });
  const approved = await at.ask("POST", "/pulls/1/reviews", { token: kim, ...dana });
  expect([approved.status, approved.body.state, approved.body.user.login]).toEqual([200, "APPROVED", "kim"]);
  expect(await look(at)).toMatchObject({
    reviewDecision: "APPROVED",
    latestOpinionatedReviews: { nodes: [{ state: "APPROVED", author: { login: "kim" } }] },
  });
  const dismissal = `/pulls/1/reviews/${approved.body.id}/dismissals`;
  expect((await at.ask("PUT", dismissal, { body: { message: "moved" } })).body.state).toBe("DISMISSED");
  expect((await look(at)).reviewDecision).toBeNull();
  github.setRules(at.name, "main", { approvals: 1 });
  expect((await look(at)).reviewDecision).toBe("REVIEW_REQUIRED");
  await github.reviewPullRequest(at.name, 1, { state: "CHANGES_REQUESTED", by: "lee" });
  expect((await look(at)).reviewDecision).toBe("CHANGES_REQUESTED");
  const states = (await at.ask("GET", "/pulls/1/reviews")).body.map((each: { state: string }) => each.state);
  expect(states).toEqual(["DISMISSED", "CHANGES_REQUESTED"]);
});

test("an approval of somebody who may only read is seen, and does not count", async () => {
  const at = await place();
  github.setRules(at.name, "main", { approvals: 1 });
  github.setRole(at.name, "ray", "read");
  await github.reviewPullRequest(at.name, 1, { state: "APPROVED", by: "ray" });
  const opinions = async (writersOnly: boolean) => {
    const query = `query($id: ID!) { node(id: $id) { ... on PullRequest {
      latestOpinionatedReviews(first: 9, writersOnly: ${writersOnly}) { totalCount } } } }`;
    return (await client.graphql(query, { id: at.id })).body.data.node.latestOpinionatedReviews.totalCount;
  };
  expect([await opinions(false), await opinions(true)]).toEqual([1, 0]);
  expect((await look(at)).reviewDecision).toBe("REVIEW_REQUIRED");
});

test("one comment beside the diff refuses the whole review, and a pending one waits to be submitted", async () => {
  const at = await place();
  const review = (line: number) => ({ comments: [{ path: "a.yaml", line, body: "here" }] });
  const beside = await at.ask("POST", "/pulls/1/reviews", { body: { event: "COMMENT", ...review(40) } });
  expect(beside.status).toBe(422);
  const pending = await at.ask("POST", "/pulls/1/reviews", { body: review(1) });
  expect(pending.body.state).toBe("PENDING");
  const events = `/pulls/1/reviews/${pending.body.id}/events`;
  expect((await at.ask("POST", events, { body: { event: "COMMENT" } })).body.state).toBe("COMMENTED");
  expect((await at.ask("GET", `/pulls/1/reviews/${pending.body.id}`)).body.submitted_at).toBeDefined();
});

test("only collaborators are asked for a review, and their review ends the question", async () => {
  const at = await place();
  const request = (reviewers: string[]) =>
    at.ask("POST", "/pulls/1/requested_reviewers", { body: { reviewers } });
  expect((await request(["kim"])).status).toBe(422);
  expect((await request(["dana"])).status).toBe(422);
  github.setRole(at.name, "kim", "write");
  expect((await request(["kim"])).body.requested_reviewers).toMatchObject([{ login: "kim" }]);
  expect((await at.ask("GET", "/pulls/1/requested_reviewers")).body.users).toHaveLength(1);
  await github.reviewPullRequest(at.name, 1, { state: "APPROVED", by: "kim" });
  expect((await at.pull()).requested_reviewers).toEqual([]);
});

test("a push takes approvals away where the rules say so, and a forced one is in the timeline", async () => {
  const at = await place();
  github.setRules(at.name, "main", { approvals: 1, dismissStaleReviews: true });
  await github.reviewPullRequest(at.name, 1, { state: "APPROVED", by: "kim" });
  const before = (await at.pull()).head.sha;
  const base = await client.ask("GET", `${at.at}/git/ref/heads/main`);
  const from = base.body.object.sha;
  await github.pushCommit({ repository: at.name, branch: "topic", from, files: { "a.yaml": "cpu: 3\n" } });
  expect((await look(at)).reviewDecision).toBe("REVIEW_REQUIRED");
  const [review] = (await at.ask("GET", "/pulls/1/reviews")).body;
  const after = (await at.pull()).head.sha;
  expect([review.state, review.commit_id === after, before === after]).toEqual(["DISMISSED", true, false]);
  const query = `query($id: ID!) { node(id: $id) { ... on PullRequest {
    timelineItems(first: 9, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) { nodes { ... on HeadRefForcePushedEvent {
      actor { login } beforeCommit { oid } afterCommit { oid } } } } } } }`;
  const items = (await client.graphql(query, { id: at.id })).body.data.node.timelineItems.nodes;
  expect(items).toEqual([
    { actor: { login: "octocat" }, beforeCommit: { oid: before }, afterCommit: { oid: after } },
  ]);
});

test("a closed pull request opens again unless its branch was rewritten, is gone or holds nothing new", async () => {
  const reopen = async (at: Place) => {
    const answer = await at.ask("PATCH", "/pulls/1", { body: { state: "open" } });
    return answer.status === 200 ? answer.body.state : answer.body.errors[0].message;
  };
  const moved = await place();
  github.closePullRequest(moved.name, 1, "kim");
  const token = github.personalToken({ permissions: { issues: "read" } });
  expect((await moved.ask("GET", "/issues/1", { token })).body.closed_by.login).toBe("kim");
  const old = (await moved.pull()).head.sha;
  await github.pushCommit({ repository: moved.name, branch: "topic", files: { b: "1" } });
  expect(await reopen(moved)).toBe("open");
  expect((await moved.pull()).head.sha).not.toBe(old);

  const rewritten = await place();
  github.closePullRequest(rewritten.name, 1);
  const main = (await client.ask("GET", `${rewritten.at}/git/ref/heads/main`)).body.object.sha;
  await github.pushCommit({ repository: rewritten.name, branch: "topic", from: main, files: { b: "1" } });
  expect(await reopen(rewritten)).toContain("The topic branch was force-pushed or recreated.");

  const gone = await place();
  const head = (await gone.pull()).head.sha;
  await github.deleteBranch(gone.name, "topic");
  expect((await gone.pull()).state).toBe("closed");
  expect(await reopen(gone)).toContain("The topic branch has been deleted.");
  await gone.ask("POST", "/git/refs", { body: { ref: "refs/heads/topic", sha: head } });
  expect(await reopen(gone)).toBe("open");

  await github.mergePullRequest(gone.name, 1);
  expect(await reopen(gone)).toContain("merged");
});

test("a draft is neither merged nor clean, and can be made ready and a draft again", async () => {
  const at = await place();
  expect(await mutate(at, "convertPullRequestToDraft")).toBeNull();
  expect(await look(at)).toMatchObject({ isDraft: true, mergeStateStatus: "DRAFT", mergeable: "MERGEABLE" });
  const merge = await at.ask("PUT", "/pulls/1/merge", { body: {} });
  expect([merge.status, merge.body.message]).toEqual([405, "Pull Request is still a draft"]);
  expect(await mutate(at, "markPullRequestReadyForReview")).toBeNull();
  expect(await look(at)).toMatchObject({ isDraft: false, mergeStateStatus: "CLEAN" });
  const app = github.createApp({ account: "acme", slug: "weak", permissions: { pull_requests: "write" } });
  const query =
    "mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { clientMutationId } }";
  const refused = await client.graphql(query, { id: at.id }, await client.mint(app));
  expect(refused.body.errors[0]).toMatchObject({
    type: "FORBIDDEN",
    message: "Resource not accessible by integration",
  });
});

test("what the rules ask for holds a merge back until it is there", async () => {
  const at = await place();
  github.setRules(at.name, "main", { approvals: 1, checks: ["ci"] });
  const merge = async () => {
    const { status, body } = await at.ask("PUT", "/pulls/1/merge", { body: {} });
    return [status, body.message];
  };
  expect(await merge()).toEqual([405, expect.stringContaining("At least 1 approving review is required")]);
  await github.reviewPullRequest(at.name, 1, { state: "APPROVED", by: "kim" });
  expect(await merge()).toEqual([405, 'Required status check "ci" is expected.']);
  expect((await at.pull()).mergeable_state).toBe("blocked");
  await github.setStatus(at.name, (await at.pull()).head.sha, { context: "ci", state: "success" });
  await github.setStatus(at.name, (await at.pull()).head.sha, { context: "lint", state: "failure" });
  expect((await at.pull()).mergeable_state).toBe("unstable");
  const wrong = await at.ask("PUT", "/pulls/1/merge", { body: { sha: "0".repeat(40) } });
  expect(wrong.status).toBe(409);
  expect(await merge()).toEqual([200, "Pull Request successfully merged"]);
  const types = (await at.ask("GET", "/rules/branches/main")).body.map((each: { type: string }) => each.type);
  expect(types).toEqual(["pull_request", "required_status_checks"]);
});

test("auto-merge is refused for what could be merged now, and merges when the rules are fulfilled", async () => {
  const at = await place();
  expect(await mutate(at, "enablePullRequestAutoMerge")).toBe("Pull request Pull request is in clean status");
  await github.setStatus(at.name, (await at.pull()).head.sha, { context: "ci", state: "pending" });
  expect(await mutate(at, "enablePullRequestAutoMerge")).toBe(
    "Pull request Pull request is in unstable status",
  );
  github.setRules(at.name, "main", { approvals: 1 });
  const stale = await mutate(at, "enablePullRequestAutoMerge", { expectedHeadOid: "0".repeat(40) });
  expect(stale).toContain("Expected head sha");
  expect(await mutate(at, "enablePullRequestAutoMerge", { mergeMethod: "SQUASH" })).toBeNull();
  expect((await look(at)).autoMergeRequest).toEqual({
    mergeMethod: "SQUASH",
    enabledBy: { login: "octocat" },
  });
  expect((await at.pull()).auto_merge).toMatchObject({ merge_method: "squash" });
  expect(await mutate(at, "disablePullRequestAutoMerge")).toBeNull();
  expect((await at.pull()).auto_merge).toBeNull();
  await mutate(at, "enablePullRequestAutoMerge", { commitHeadline: "Lower the CPU" });
  await github.reviewPullRequest(at.name, 1, { state: "APPROVED", by: "kim" });
  expect(await at.pull()).toMatchObject({ merged: true, merged_by: { login: "octocat" } });
  const [last] = (await client.ask("GET", `${at.at}/commits?sha=main`)).body;
  expect(last.commit.message).toMatch(/^Lower the CPU\n/);
});

test("a branch with a merge queue is merged by it, and a push takes a pull request out of line", async () => {
  const at = await place();
  expect(await mutate(at, "enqueuePullRequest")).toContain("Merge queue is not enabled");
  github.setRules(at.name, "main", { mergeQueue: true });
  const merge = await at.ask("PUT", "/pulls/1/merge", { body: {} });
  expect([merge.status, merge.body.message]).toEqual([405, "Changes must be made through the merge queue"]);
  expect(await mutate(at, "enqueuePullRequest")).toBeNull();
  expect(await look(at)).toMatchObject({
    isInMergeQueue: true,
    mergeQueueEntry: { position: 1, enqueuer: { login: "octocat" } },
  });
  await github.pushCommit({ repository: at.name, branch: "topic", files: { b: "1" } });
  expect(await look(at)).toMatchObject({ isInMergeQueue: false, mergeQueueEntry: null });
  github.enqueuePullRequest(at.name, 1);
  const dequeue =
    "mutation($id: ID!) { dequeuePullRequest(input: { id: $id }) { mergeQueueEntry { state } } }";
  expect((await client.graphql(dequeue, { id: at.id })).body.errors).toBeUndefined();
  expect(await github.processMergeQueue(at.name)).toBeNull();
  github.enqueuePullRequest(at.name, 1);
  expect(await github.processMergeQueue(at.name)).toBe(1);
  expect((await at.pull()).merged_by.login).toBe("github-merge-queue[bot]");
});

test("an updated branch gets a merge commit of GitHub's own, and one without news is refused", async () => {
  const at = await place();
  const update = (body: object = {}) => at.ask("PUT", "/pulls/1/update-branch", { body });
  expect((await update()).body.message).toBe("There are no new commits on the base branch.");
  await github.pushCommit({ repository: at.name, files: { b: "1" } });
  expect((await update({ expected_head_sha: "0".repeat(40) })).status).toBe(422);
  expect((await update({ expected_head_sha: (await at.pull()).head.sha })).status).toBe(202);
  const commits = (await at.ask("GET", "/pulls/1/commits")).body;
  expect(commits.map((each: Answer["body"]) => [each.committer.login, each.parents.length])).toEqual([
    ["octocat", 1],
    ["web-flow", 2],
  ]);
  expect((await look(at)).commits.nodes.at(-1).commit).toMatchObject({
    committer: { name: "GitHub" },
    parents: { totalCount: 2 },
  });
  await github.pushCommit({ repository: at.name, files: { c: "1" } });
  expect(await mutate(at, "updatePullRequestBranch")).toBeNull();
  await github.pushCommit({ repository: at.name, files: { "a.yaml": "cpu: 9\n" } });
  expect((await update()).body.message).toBe("merge conflict between base and head");
});

test("labels are in lists, pulls are found by a commit, and closing and opening are mutations too", async () => {
  const at = await place();
  github.label(at.name, 1, "optpass");
  expect((await at.ask("GET", "/pulls")).body[0].labels).toMatchObject([{ name: "optpass" }]);
  expect((await look(at)).labels.nodes).toEqual([{ name: "optpass" }]);
  const head = (await at.pull()).head.sha;
  expect((await at.ask("GET", `/commits/${head}/pulls`)).body).toMatchObject([{ number: 1 }]);
  expect(await mutate(at, "closePullRequest")).toBeNull();
  expect((await look(at)).state).toBe("CLOSED");
  expect(await mutate(at, "reopenPullRequest")).toBeNull();
  expect((await look(at)).state).toBe("OPEN");
  const events = (await at.ask("GET", "/issues/1/timeline")).body;
  expect(events.map((each: Answer["body"]) => [each.event, each.actor.login])).toEqual([
    ["labeled", "octocat"],
    ["closed", "octocat"],
    ["reopened", "octocat"],
  ]);
});

test("comments are hidden with a reason, and no more than three issues are pinned", async () => {
  const at = await place();
  const token = github.personalToken({ permissions: { issues: "write", pull_requests: "write" } });
  const comment = (await at.ask("POST", "/issues/1/comments", { body: { body: "old" } })).body.node_id;
  const hide = `mutation($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) {
    minimizedComment { isMinimized minimizedReason } } }`;
  const hidden = await client.graphql(hide, { id: comment }, token);
  expect(hidden.body.data.minimizeComment.minimizedComment).toEqual({
    isMinimized: true,
    minimizedReason: "outdated",
  });
  const pinning = "mutation($id: ID!) { pinIssue(input: { issueId: $id }) { issue { number isPinned } } }";
  const answers = [];
  for (let i = 0; i < 4; i += 1) {
    const issue = await at.ask("POST", "/issues", { token, body: { title: `${i}` } });
    answers.push((await client.graphql(pinning, { id: issue.body.node_id }, token)).body);
  }
  expect(answers[0].data.pinIssue.issue).toEqual({ number: 2, isPinned: true });
  expect(answers.map((each) => each.errors?.[0].type)).toEqual([
    ...[undefined, undefined, undefined, "UNPROCESSABLE"],
  ]);
});
