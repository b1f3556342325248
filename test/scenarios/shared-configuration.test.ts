import { afterAll, beforeAll, expect, test } from "vitest";
import { readGitHubFile } from "../../src/adapters/github/index.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";

let github: FakeGitHub;

beforeAll(async () => {
  github = await startFakeGitHub();
  await github.createRepository({
    owner: "acme",
    name: ".github",
    files: { "optpass.yml": "version: 1\n", "folder/a.yml": "a: 1\n" },
  });
});
afterAll(() => github?.stop());

test("a shared file is read as an app; what is not there, no file or not ours to see is nothing", async () => {
  const app = github.createApp({ account: "acme" });
  const auth = { kind: "app", ...app } as const;
  const read = (repository: string, path: string, ref: string | null = null) =>
    readGitHubFile({ repository, auth, baseUrl: github.url }, path, ref);

  expect(await read("acme/.github", "optpass.yml")).toBe("version: 1\n");
  expect(await read("acme/.github", "optpass.yml", "main")).toBe("version: 1\n");
  expect(await read("acme/.github", "optpass.yml", "v1")).toBeNull();
  expect(await read("acme/.github", "other.yml")).toBeNull();
  expect(await read("acme/.github", "folder")).toBeNull();
  expect(await read("acme/missing", "optpass.yml")).toBeNull();
  expect(github.violations).toEqual([]);
});
