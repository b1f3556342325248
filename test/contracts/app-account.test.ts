import { afterEach, beforeEach, expect, test } from "vitest";
import { createGitHubAppAccount } from "../../src/adapters/github/index.ts";
import type { AppAccount, InstalledOn } from "../../src/ports/app-account.ts";
import {
  type AppCredentials,
  type FakeGitHub,
  startFakeGitHub,
} from "../support/fake-github/start-fake-github.ts";

let github: FakeGitHub;
let app: AppCredentials;
beforeEach(async () => {
  github = await startFakeGitHub();
  for (const name of ["Shop", "infra"])
    await github.createRepository({ owner: "acme", name, files: { "a.yaml": "a: 1\n" } });
  app = github.createApp({ account: "acme" });
});
afterEach(() => github.stop());

function account(credentials: AppCredentials = app): AppAccount {
  return createGitHubAppAccount({
    appId: credentials.appId,
    privateKey: credentials.privateKey,
    baseUrl: github.url,
    limits: { millisecondsPerSecond: 1 },
  });
}

async function installed(of: AppAccount): Promise<readonly InstalledOn[]> {
  const found: InstalledOn[] = [];
  for await (const one of of.installations()) found.push(one);
  return found;
}

test("the app's own credentials are tried", async () => {
  await account().check();
  const stranger = account({ ...app, appId: app.appId + 1 });

  await expect(stranger.check()).rejects.toMatchObject({ port: "github", code: "unauthorized" });
});

test("every repository of every installation is listed, in small letters", async () => {
  const [one] = await installed(account());

  expect(one?.account).toBe("acme");
  expect(Array.isArray(one?.repositories) && one.repositories.toSorted()).toEqual([
    "acme/infra",
    "acme/shop",
  ]);
});

test("a suspended installation is left out, and an archived repository as well", async () => {
  const [archived] = [...github.world.repositories.values()];
  if (archived !== undefined) archived.archived = true;
  const [one] = await installed(account());
  expect(one?.repositories).toHaveLength(1);

  for (const installation of github.world.installations.values()) installation.suspended = true;
  expect(await installed(account())).toEqual([]);
});

test("a key that is none is refused before anything is asked", () => {
  expect(() => account({ ...app, privateKey: "x" })).toThrow(/is not an RSA key in PEM form/);
});
