import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createGitHubCodeHost, type GitHubAuth, type Limits } from "../../src/adapters/github/index.ts";
import type { CodeHost } from "../../src/ports/code-host.ts";
import { PortError } from "../../src/ports/port-error.ts";
import {
  type AppCredentials,
  type FakeGitHub,
  startFakeGitHub,
} from "../support/fake-github/start-fake-github.ts";
import { failure } from "./code-host-failure.ts";

const swap = "POST /graphql updateRefs";
const open = "POST /repos/{owner}/{repo}/pulls";
const tarball = "GET /repos/{owner}/{repo}/tarball/{ref}";
const branch = "optpass/shop/api/resources";
const draft = { headBranch: branch, baseBranch: "main", title: "Lower it", body: "Because." };

let github: FakeGitHub;
let installed: AppCredentials;
let fullName = "";
let count = 0;
const lines: string[] = [];
const waits: (readonly [number, string])[] = [];

beforeAll(async () => {
  github = await startFakeGitHub();
  installed = github.createApp({ account: "acme" });
});
afterAll(() => github.stop());
beforeEach(async () => {
  count += 1;
  fullName = `acme/infra-${count}`;
  await github.createRepository({ owner: "acme", name: `infra-${count}`, files: { "a.yaml": "cpu: 1\n" } });
  github.faults.clear();
  github.log.clear();
  lines.length = 0;
  waits.length = 0;
  Object.assign(github.world.limits, { lagReads: 0, treeEntries: 100_000 });
});
afterEach(() => expect(github.violations).toEqual([]));

function connect(
  options: { auth?: GitHubAuth; limits?: Partial<Limits>; repository?: string; baseUrl?: string } = {},
): CodeHost {
  return createGitHubCodeHost({
    repository: options.repository ?? fullName,
    auth: options.auth ?? { kind: "token", token: github.personalToken() },
    baseUrl: options.baseUrl ?? github.url,
    limits: { millisecondsPerSecond: 5, ...options.limits },
    log: (line) => lines.push(line),
    onWait: (seconds, why) => waits.push([seconds, why]),
  });
}

const app = (credentials: AppCredentials = installed): GitHubAuth => ({
  kind: "app",
  appId: credentials.appId,
  privateKey: credentials.privateKey,
});

async function change(host: CodeHost, content = "cpu: 2\n"): Promise<string> {
  const parent = await host.branch("main");
  if (parent === null) throw new Error("no main branch");
  const files = [{ path: "a.yaml", content, executable: false }];
  return (await host.commit({ parent, files, message: () => "Change it\n" })).commit;
}

test("a read that fails twice is repeated", async () => {
  github.faults.arm("GET /repos/{owner}/{repo}", { kind: "status", status: 502 });
  github.faults.arm("GET /repos/{owner}/{repo}", { kind: "reset" });
  expect((await connect().describe()).fullName).toBe(fullName);
});

test("a server that keeps failing is unreachable, and the next pass may succeed", async () => {
  const host = connect();
  github.faults.arm("GET /repos/{owner}/{repo}", { kind: "status", status: 503 }, 3);
  expect(await failure(host.describe())).toMatchObject({ code: "unreachable", retryable: true });
  expect((await host.describe()).fullName).toBe(fullName);
});

test.each([
  { kind: "status", status: 502, when: "after" },
  { kind: "reset", when: "after" },
] as const)("a branch move whose answer is lost ($kind) is looked up, not repeated", async (fault) => {
  const host = connect();
  const commit = await change(host);
  github.faults.arm(swap, fault);
  await host.moveBranch(branch, null, commit);
  expect(github.log.count(swap)).toBe(1);
  expect((await host.branch(branch))?.commit).toBe(commit);
});

test.each([{ kind: "status", status: 502 }, { kind: "reset" }] as const)(
  "a branch move that did not happen ($kind) is done again",
  async (fault) => {
    const host = connect();
    const commit = await change(host);
    github.faults.arm(swap, fault);
    await host.moveBranch(branch, null, commit);
    expect(github.log.count(swap)).toBe(2);
    expect((await host.branch(branch))?.commit).toBe(commit);
  },
);

test("a branch move whose answer is lost succeeds even while reads still show the branch as it was", async () => {
  const host = connect();
  const commit = await change(host);
  github.world.limits.lagReads = 2;
  github.faults.arm(swap, { kind: "status", status: 502, when: "after" });
  await host.moveBranch(branch, null, commit);
  github.world.limits.lagReads = 0;
  expect((await host.branch(branch))?.commit).toBe(commit);
});

test("of two that create the same branch at once exactly one does, and the other sees a conflict", async () => {
  const [one, two] = [connect(), connect()];
  const [first, second] = [await change(one, "cpu: 2\n"), await change(two, "cpu: 3\n")];
  const results = await Promise.allSettled([
    one.moveBranch(branch, null, first),
    two.moveBranch(branch, null, second),
  ]);
  expect(results.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
  const lost = results.find((each) => each.status === "rejected");
  expect(lost?.reason).toMatchObject({ code: "conflict" });
});

test.each([
  { kind: "status", status: 502, when: "after" },
  { kind: "reset", when: "after" },
  { kind: "status", status: 502 },
  { kind: "reset" },
] as const)("opening a pull request with a lost answer ($kind $when) opens exactly one", async (fault) => {
  const host = connect();
  await host.moveBranch(branch, null, await change(host));
  github.faults.arm(open, fault);
  const pull = await host.openPullRequest(draft);
  expect(await host.pullRequests(branch)).toEqual([pull]);
});

test("a pull request that the list does not show yet is adopted all the same", async () => {
  const host = connect();
  await host.moveBranch(branch, null, await change(host));
  github.world.limits.lagReads = 2;
  github.faults.arm(open, { kind: "status", status: 502, when: "after" });
  const pull = await host.openPullRequest(draft);
  github.world.limits.lagReads = 0;
  expect(await host.pullRequests(branch)).toEqual([pull]);
  expect(github.log.count(open)).toBe(1);
});

test.each([
  { kind: "secondary-limit", status: 403, retryAfter: 2 },
  { kind: "secondary-limit", status: 429, retryAfter: 2 },
  { kind: "secondary-limit", status: 403 },
  { kind: "secondary-limit", status: 429 },
  { kind: "primary-limit", resetsInSeconds: 3 },
] as const)(
  "a short limit ($kind $status $retryAfter) is waited for, and the write is then done once",
  async (fault) => {
    const host = connect();
    await host.moveBranch(branch, null, await change(host));
    github.faults.arm(open, fault);
    await host.openPullRequest(draft);
    expect(github.log.count(open)).toBe(2);
    expect(await host.pullRequests(branch)).toHaveLength(1);
    expect(lines.filter((line) => line.includes("rate limit: waiting"))).toHaveLength(1);
    expect(waits).toHaveLength(1);
  },
);

test("a wait for a limit is told before it begins, with its length and its reason", async () => {
  const repository = "GET /repos/{owner}/{repo}";
  github.faults.arm(repository, { kind: "secondary-limit", status: 403, retryAfter: 7 });
  github.faults.arm(repository, { kind: "primary-limit", resetsInSeconds: 30 });
  await connect().describe();
  const [[slowDown, first] = [], [untilReset, second] = []] = waits;
  expect([slowDown, first, second]).toEqual([
    7,
    "GitHub asks to slow down",
    "GitHub's hourly rate limit is used up",
  ]);
  expect(untilReset).toBeGreaterThanOrEqual(30);
  expect(untilReset).toBeLessThanOrEqual(32);
  expect(waits).toHaveLength(2);
});

const repeatableWrites = [
  { operation: "POST /repos/{owner}/{repo}/git/trees", run: (host: CodeHost) => change(host, "cpu: 7\n") },
  { operation: "POST /repos/{owner}/{repo}/git/commits", run: (host: CodeHost) => change(host, "cpu: 7\n") },
  {
    operation: "PATCH /repos/{owner}/{repo}/pulls/{pull_number}",
    run: async (host: CodeHost) => {
      await host.moveBranch(branch, null, await change(host));
      const { number } = await host.openPullRequest(draft);
      await host.updatePullRequest(number, { title: "New", body: "Text" });
    },
  },
  {
    operation: "POST /app/installations/{installation_id}/access_tokens",
    run: (host: CodeHost) => host.describe(),
  },
];

test.each(
  repeatableWrites.flatMap((write) => [
    { ...write, why: "403", fault: { kind: "status", status: 403 } as const, code: "unauthorized" },
    { ...write, why: "404", fault: { kind: "status", status: 404 } as const, code: "not-found" },
    { ...write, why: "422", fault: { kind: "status", status: 422 } as const, code: "rejected" },
    {
      ...write,
      why: "a long secondary limit",
      fault: { kind: "secondary-limit", status: 403, retryAfter: 3600 } as const,
      code: "rate-limited",
    },
    {
      ...write,
      why: "a long primary limit",
      fault: { kind: "primary-limit", resetsInSeconds: 7200 } as const,
      code: "rate-limited",
    },
  ]),
)("$operation that is refused ($why) is sent once, though it could be repeated", async (given) => {
  github.faults.arm(given.operation, given.fault, 9);
  expect(await failure(Promise.resolve(given.run(connect({ auth: app() }))))).toMatchObject({
    code: given.code,
  });
  expect(github.log.count(given.operation)).toBe(1);
  expect(waits).toEqual([]);
});

test.each(
  repeatableWrites.flatMap((write) => [
    { ...write, why: "502", fault: { kind: "status", status: 502 } as const },
    { ...write, why: "502 after", fault: { kind: "status", status: 502, when: "after" } as const },
    { ...write, why: "reset", fault: { kind: "reset" } as const },
  ]),
)("$operation that fails ($why) is repeated until it succeeds", async ({ operation, run, fault }) => {
  const host = connect({ auth: app() });
  github.faults.arm(operation, fault, 2);
  await run(host);
  const made = operation.includes("access_tokens") ? 2 : 1;
  expect(github.log.count(operation)).toBe(2 + made);
});

test("a long limit is an error at once that says when to come back", async () => {
  github.faults.arm("GET /repos/{owner}/{repo}", { kind: "primary-limit", resetsInSeconds: 7200 });
  const primary = await failure(connect().describe());
  expect(primary).toMatchObject({ code: "rate-limited", retryable: true });
  expect(primary.message).toMatch(/try again after \d{4}-\d\d-\d\dT/);

  github.faults.arm("GET /repos/{owner}/{repo}", { kind: "secondary-limit", status: 429, retryAfter: 3600 });
  const secondary = await failure(connect().describe());
  expect(secondary.message).toBe("GitHub's rate limit is used up; try again in 3600 seconds");
  expect(github.log.count("GET /repos/{owner}/{repo}")).toBe(2);
});

test("a limit that GraphQL tells in an answer of 200 is a limit like any other", async () => {
  const host = connect();
  const commit = await change(host);
  github.faults.arm(swap, { kind: "graphql-error", type: "RATE_LIMITED", message: "API limit exceeded" }, 9);
  expect(await failure(host.moveBranch(branch, null, commit))).toMatchObject({
    code: "rate-limited",
    retryable: true,
  });
});

test("a limit that does not end is an error after two waits", async () => {
  github.faults.arm("GET /repos/{owner}/{repo}", { kind: "secondary-limit", status: 403, retryAfter: 1 }, 99);
  expect(await failure(connect().describe())).toMatchObject({ code: "rate-limited" });
  expect(github.log.count("GET /repos/{owner}/{repo}")).toBe(3);
});

test("a wrong token is refused without being shown anywhere", async () => {
  const token = `ghp_${"s3cret".repeat(6)}`;
  const error = await failure(connect({ auth: { kind: "token", token } }).describe());
  expect(error).toMatchObject({ code: "unauthorized" });
  expect(error.message).toContain("refused the token: it is wrong, expired or revoked");
  expect(inspect(error, { depth: 20 }) + lines.join()).not.toContain("s3cret");
});

test("an empty or impossible token is refused before anything is asked", () => {
  for (const token of ["", "  ", "two words", "snow\u2603"]) {
    expect(() => connect({ auth: { kind: "token", token } })).toThrow(PortError);
  }
  expect(github.log.entries).toEqual([]);
});

test("a repository that is not there or out of reach is named", async () => {
  const error = await failure(connect({ repository: "acme/nothing" }).branch("main"));
  expect(error.code).toBe("not-found");
  expect(error.message).toContain("no repository acme/nothing, or the token has no access to it");
});

test.each(["acme", "acme/", "/x", "acme/..", "acme/x/y", "acme/x?y", "-a/b", "../x"])(
  "%j is not a repository",
  (repository) => {
    expect(() => connect({ repository })).toThrow(/write owner\/name/);
  },
);

test("a token that may only read can read, and a write names the permission that is missing", async () => {
  const token = github.personalToken({ permissions: { contents: "read", pull_requests: "read" } });
  const host = connect({ auth: { kind: "token", token } });
  expect((await host.files((await host.branch("main"))?.commit ?? "")).files.size).toBe(1);
  const error = await failure(change(host));
  expect(error).toMatchObject({ code: "unauthorized" });
  expect(error.message).toBe(
    `the token may not write the changed files in ${fullName}: it needs the permission "Contents: write"`,
  );
  const writer = connect();
  const commit = await change(writer);
  expect((await failure(host.moveBranch(branch, null, commit))).message).toContain("Contents: write");
  await writer.moveBranch(branch, null, commit);
  expect((await failure(host.openPullRequest(draft))).message).toContain("Pull requests: write");
  expect(github.log.entries.filter((each) => each.wrote && each.operation === open)).toEqual([]);
});

test("an archived repository says that it is archived", async () => {
  const host = connect();
  const commit = await change(host);
  const repository = github.world.repositories.get(fullName);
  if (repository !== undefined) repository.archived = true;
  expect((await connect().describe()).archived).toBe(true);
  expect((await failure(change(host))).message).toContain("is archived");
  expect((await failure(host.moveBranch(branch, null, commit))).message).toContain("is archived");
});

test("a pull request between equal branches is refused with GitHub's reason", async () => {
  const host = connect();
  await host.moveBranch(branch, null, (await host.branch("main"))?.commit ?? "");
  const error = await failure(host.openPullRequest(draft));
  expect(error.code).toBe("rejected");
  expect(error.message).toContain(`No commits between main and ${branch}`);
});

test("while GitHub does not know whether it can be merged, a pull request is neither in conflict nor free of one", async () => {
  const host = connect();
  await host.moveBranch(branch, null, await change(host));
  github.world.limits.mergeablePolls = 1;
  const { number } = await host.openPullRequest(draft);
  github.world.limits.mergeablePolls = 0;
  expect((await host.review(number)).hasConflict).toBeNull();
  await host.pullRequest(number); // which makes GitHub find out
  expect((await host.review(number)).hasConflict).toBe(false);
});

test("writes beyond those that may follow each other at once wait for their turn", async () => {
  const host = connect({ limits: { writeBurst: 3, millisecondsPerSecond: 1500 } });
  const start = performance.now();
  for (const content of ["cpu: 2\n", "cpu: 3\n"]) await change(host, content); // two writes each
  expect(performance.now() - start).toBeGreaterThanOrEqual(1400);
});

test("a pull request that does not exist cannot be updated", async () => {
  const error = await failure(connect().updatePullRequest(99, { title: "t", body: "b" }));
  expect([error.code, error.message]).toEqual(["not-found", `${fullName} has no pull request #99`]);
});

test("an app's token is for this repository and for what is needed, and is minted once", async () => {
  const host = connect({ auth: app() });
  await host.moveBranch(branch, null, await change(host));
  const mint = "POST /app/installations/{installation_id}/access_tokens";
  // One to look for the repository with, one to work with.
  expect(github.log.count(mint)).toBe(2);
  const token = [...github.world.tokens.values()].at(-1);
  expect(token?.permissions).toEqual({ contents: "write", pull_requests: "write" });
  expect(token?.repositories).toEqual([github.world.repositories.get(fullName)?.id]);
});

test("an app whose token has ended gets another one, though the clocks differ by hours", async () => {
  const host = connect({ auth: app() });
  const commit = await change(host);
  github.world.advance(3 * 60 * 60 * 1000);
  await host.moveBranch(branch, null, commit);
  expect((await host.branch(branch))?.commit).toBe(commit);
  github.world.advance(-3 * 60 * 60 * 1000);
});

test("an app that is not installed, lacks a permission, is suspended or has another key is told apart", async () => {
  const elsewhere = github.createApp({ account: "someone-else" });
  const absent = await failure(connect({ auth: app(elsewhere) }).describe());
  expect(absent.code).toBe("not-found");
  expect(absent.message).toContain("the app is not installed on it");

  const weak = github.createApp({ account: "acme", permissions: { contents: "read" } });
  const denied = await failure(connect({ auth: app(weak) }).describe());
  expect(denied.code).toBe("unauthorized");
  expect(denied.message).toContain(`does not grant "Contents: write, Pull requests: write"`);

  const stopped = github.createApp({ account: "acme" });
  stopped.installation.suspended = true;
  expect((await failure(connect({ auth: app(stopped) }).describe())).message).toContain("suspended");

  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const otherKey = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const forged = connect({ auth: { kind: "app", appId: installed.appId, privateKey: otherKey } });
  const refused = await failure(forged.describe());
  expect(refused.message).toContain("check the app id and its private key");
  expect(inspect(refused, { depth: 20 }) + lines.join()).not.toMatch(/PRIVATE KEY|eyJ/);

  const text = () => connect({ auth: { kind: "app", appId: 1, privateKey: "not a key" } });
  expect(text).toThrow("the private key of GitHub App 1 is not an RSA key in PEM form");
});

test("a key with written-out line ends works", async () => {
  const privateKey = installed.privateKey.replaceAll("\n", "\\n");
  const host = connect({ auth: { kind: "app", appId: String(installed.appId), privateKey } });
  expect((await host.describe()).fullName).toBe(fullName);
});

test("all files cost one archive and one list, however many there are", async () => {
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k8s/${i}/a.yaml`, `n: ${i}\n`]));
  const commit = await github.pushCommit({ repository: fullName, files });
  const host = connect();
  await host.describe();
  github.log.clear();
  expect((await host.files(commit)).files.size).toBe(301);
  expect(github.log.entries.map((each) => each.operation)).toEqual([
    "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
    tarball,
    "codeload",
  ]);
});

test("what .gitattributes hides from archives or changes in them is read as git has it", async () => {
  const files = {
    ".gitattributes": "hidden/** export-ignore\nstamped.yaml export-subst\n*.crlf.yaml text eol=crlf\n",
    "hidden/a.yaml": "cpu: 1\n",
    "stamped.yaml": "version: $Format:%H$\n",
    "x.crlf.yaml": "a: 1\nb: 2\n",
    "hidden/link.yaml": { symlinkTo: "a.yaml" },
  };
  const commit = await github.pushCommit({ repository: fullName, files });
  const read = (await connect().files(commit)).files;
  for (const path of [".gitattributes", "hidden/a.yaml", "stamped.yaml", "x.crlf.yaml"]) {
    const text = await github.readFile(fullName, commit, path);
    expect([path, read.get(path)]).toEqual([path, { kind: "text", text }]);
  }
  expect(read.get("hidden/link.yaml")).toEqual({ kind: "symlink", target: "a.yaml" });
  // Line ends are turned back without asking: only the hidden and the stamped files were fetched alone.
  expect(github.log.count("GET /repos/{owner}/{repo}/git/blobs/{file_sha}")).toBe(3);
});

const blob = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";

test("of what an archive leaves out, all that can be a manifest is fetched alone, and the rest is marked as not read", async () => {
  const manifests = {
    "h/a.yaml": "cpu: 1\n",
    "h/b.YML": "cpu: 2\n",
    "h/c.json": "{}",
    "h/x/Kustomization": "resources: []\n",
  };
  const images = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`h/0-image-${i}.png`, `${i}`]));
  const link = { "h/base": { symlinkTo: "../base" } };
  const files = { ".gitattributes": "h/** export-ignore\n", ...images, ...manifests, ...link };
  const commit = await github.pushCommit({ repository: fullName, files });
  const read = (await connect({ limits: { singleFetches: 5 } }).files(commit)).files;
  for (const [path, text] of Object.entries(manifests)) {
    expect([path, read.get(path)]).toEqual([path, { kind: "text", text }]);
  }
  expect(read.get("h/base")).toEqual({ kind: "symlink", target: "../base" });
  expect(read.get("h/0-image-7.png")).toEqual({ kind: "binary" });
  expect(github.log.count(blob)).toBe(5);
});

test("more manifests left out of the archive than are fetched alone are too heavy, never missing", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 203 }, (_, i) => [`overlays/${i}/k.yaml`, `n: ${i}\n`]),
  );
  const hidden = { ...files, ".gitattributes": "overlays/** export-ignore\n" };
  const commit = await github.pushCommit({ repository: fullName, files: hidden });
  const error = await failure(connect().files(commit));
  expect([error.code, error.message]).toEqual([
    "too-heavy",
    `.gitattributes keeps 203 manifests and links of ${fullName} out of its archive; at most 200 are read one by one`,
  ]);
  expect(github.log.count(blob)).toBe(0);
});

test("an archive that stops in the middle is an error, and is read again when asked again", async () => {
  const host = connect();
  const commit = (await host.branch("main"))?.commit ?? "";
  github.faults.arm("codeload", { kind: "truncate" });
  expect(await failure(host.files(commit))).toMatchObject({ code: "bad-answer", retryable: true });
  expect((await host.files(commit)).files.size).toBe(1);
});

test("a repository with too many or too large files is too heavy, and says so", async () => {
  const commit = await github.pushCommit({
    repository: fullName,
    files: { "b.yaml": "x".repeat(3000), "c.yaml": "y".repeat(3000) },
  });
  const tooHeavy = async (limits: Partial<Limits>) => (await failure(connect({ limits }).files(commit))).code;
  expect(await tooHeavy({ textBytes: 4000 })).toBe("too-heavy");
  expect(await tooHeavy({ unpackedBytes: 4000 })).toBe("too-heavy");
  expect(await tooHeavy({ archiveBytes: 50 })).toBe("too-heavy");
  github.world.limits.treeEntries = 2;
  expect(await tooHeavy({})).toBe("too-heavy");
});

test("a commit that does not exist is not found, and a name that is none is refused", async () => {
  expect((await failure(connect().files("0".repeat(39).concat("1")))).code).toBe("not-found");
  expect((await failure(connect().files("main"))).code).toBe("rejected");
});

test("an address where no GitHub API answers is told apart from a missing repository", async () => {
  const page = await serve(200);
  const missing = await serve(404);
  for (const server of [page, missing]) {
    const error = await failure(connect({ baseUrl: server.url }).describe());
    expect(error.code).toBe("bad-answer");
    expect(error.message).toContain("check the GitHub address");
    await new Promise((resolve) => server.close(resolve));
  }
  const closed = await failure(connect({ baseUrl: page.url }).describe());
  expect(closed).toMatchObject({ code: "unreachable", retryable: true });
});

test("a server that does not answer in time is a timeout", async () => {
  github.faults.arm("GET /repos/{owner}/{repo}", { kind: "slow", milliseconds: 400 }, 3);
  const error = await failure(connect({ limits: { requestSeconds: 0.1 } }).describe());
  expect(error).toMatchObject({ code: "timeout", retryable: true });
});

test("an answer that stops in the middle of its JSON is no success", async () => {
  const host = connect();
  await host.describe();
  github.faults.arm("GET /repos/{owner}/{repo}/branches/{branch}", { kind: "truncate" });
  expect(await failure(host.branch("main"))).toMatchObject({ code: "bad-answer" });
});

test("a write whose answer stops in the middle is looked up", async () => {
  const host = connect();
  const commit = await change(host);
  github.faults.arm(swap, { kind: "truncate" });
  await host.moveBranch(branch, null, commit);
  github.faults.arm(open, { kind: "truncate" });
  await host.openPullRequest(draft);
  expect([github.log.count(swap), github.log.count(open)]).toEqual([1, 1]);
});

async function serve(status: number): Promise<Server & { url: string }> {
  const server = createServer((_, response) => {
    response.writeHead(status, { "content-type": "text/html" }).end("<html>Sign in</html>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { url: `http://127.0.0.1:${port}` });
}
