import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { createGitHubCodeHost, type GitHubAuth } from "../../src/adapters/github/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { type Bench, codeHostContract, type PushedContent } from "./code-host.contract.ts";

let github: FakeGitHub;
let app: GitHubAuth;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
  app = { kind: "app", ...github.createApp({ account: "acme" }) };
});
afterAll(() => github.stop());
afterEach(() => expect(github.violations).toEqual([]));

const fast = { millisecondsPerSecond: 5 };

async function open(
  files: Readonly<Record<string, PushedContent>>,
  prefix: string,
  auth: () => GitHubAuth,
): Promise<Bench> {
  count += 1;
  const fullName = `acme/infra-${count}`;
  await github.createRepository({ owner: "acme", name: `infra-${count}`, files });
  return {
    fullName,
    connect: () =>
      createGitHubCodeHost({
        repository: fullName,
        auth: auth(),
        baseUrl: `${github.url}${prefix}`,
        limits: fast,
      }),
    push: (changed, branch) =>
      github.pushCommit({
        repository: fullName,
        files: changed,
        ...(branch === undefined ? {} : { branch }),
      }),
    readFile: (revision, path) => github.readFile(fullName, revision, path),
    merge: async (number) => void (await github.mergePullRequest(fullName, number)),
    close: (number) => github.closePullRequest(fullName, number),
  };
}

const person = (): GitHubAuth => ({ kind: "token", token: github.personalToken() });

codeHostContract("GitHub with a token", (files) => open(files, "", person), { verified: false });
codeHostContract("GitHub with an app", (files) => open(files, "", () => app), { verified: true });
codeHostContract("GitHub Enterprise Server with an app", (files) => open(files, "/api/v3", () => app), {
  verified: true,
});
