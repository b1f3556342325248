import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { directorySource } from "../../src/adapters/system/directory-source.ts";
import { templatePath } from "../../src/adapters/system/template.ts";
import { webhookExample } from "../support/builders/webhook-examples.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { deliver } from "../support/server/deliver.ts";
import { serveApp } from "../support/server/serve-app.ts";
import { secret } from "../support/server/start-test-server.ts";

const { prometheus, promtool } = inject("tools");
const ready = prometheus !== null && promtool !== null;

test.each([
  [{}, "OPTPASS_WEBHOOK_SECRET is not set: without it, anybody could send deliveries"],
  [{ OPTPASS_WEBHOOK_SECRET: "development" }, "OPTPASS_WEBHOOK_SECRET is too easy to guess"],
  [
    { OPTPASS_WEBHOOK_SECRET: secret, OPTPASS_WEBHOOK_SECRET_OLD: "short" },
    "OPTPASS_WEBHOOK_SECRET_OLD is too easy",
  ],
  [{ OPTPASS_WEBHOOK_SECRET: secret }, "set OPTPASS_APP_ID with OPTPASS_APP_PRIVATE_KEY_FILE"],
])("a server without what it needs does not start: %o", async (environment, message) => {
  const { code, stderr } = await optpass(["serve", "--port", "0"], { environment });

  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

describe.skipIf(!ready)("a server that the app of an organisation talks to", () => {
  let shop: Shop;
  let github: FakeGitHub;
  let folder: string;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    [shop, github, folder] = await Promise.all([
      startShop(),
      startFakeGitHub(),
      mkdtemp(join(tmpdir(), "optpass-serve-")),
    ]);
    const { files: read } = await directorySource(templatePath("demo/repository")).read();
    const files = Object.fromEntries(
      [...read].flatMap(([path, file]) => (file.kind === "text" ? [[path, file.text]] : [])),
    );
    await github.createRepository({ owner: "acme", name: "infra", files });
    const app = github.createApp({ account: "acme" });
    environment = {
      OPTPASS_APP_ID: String(app.appId),
      OPTPASS_APP_PRIVATE_KEY: app.privateKey,
      OPTPASS_WEBHOOK_SECRET: secret,
      OPTPASS_GITHUB_URL: github.url,
      OPTPASS_GITHUB_WRITE_BURST: "1000",
      OPTPASS_CACHE: join(folder, "cache"),
      OPTPASS_STORE: join(folder, "store"),
    };
  }, 300_000);

  afterAll(async () => {
    await shop?.stop();
    await github?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const pulls = (name: string) => [...existingRepository(github.world, `acme/${name}`).pulls.values()];
  const source = () => ["--prometheus", shop.url, "--at", shop.at];

  test("an installed repository is asked first whether it wants to be tuned: its first pull request proposes a configuration", async () => {
    const payload = webhookExample("installation_repositories", "added", (change) => {
      change.repositories_added = [{ ...change.repositories_added[0], full_name: "acme/infra" }];
      change.repositories_removed = [];
    });
    const served = await serveApp(source(), environment);
    await deliver(served.port, { event: "installation_repositories", payload, secret });
    while (served.done("pass acme/infra") < 1) await wait(50);
    const run = await served.stop();

    expect(pulls("infra")).toMatchObject([{ headRef: "optpass/configure", title: "Configure OptPass" }]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('"msg":"stopped"');
    for (const text of [secret, environment["OPTPASS_APP_PRIVATE_KEY"] ?? "", "ghs_", "eyJ"])
      expect(run.stdout + run.stderr).not.toContain(text);
    expect(github.violations).toEqual([]);
  });
});
